import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import {
  type Environment,
  type EnvironmentLimits,
  EnvironmentReader,
} from "../../src/protocol/environment.ts";
import { readCapture } from "../testdata/captures.ts";
import { splits } from "../testdata/splits.ts";

/** The environment at the head of a capture. */
function captured(name: string): Environment {
  return read(new TextDecoder("latin1").decode(readCapture(name).received));
}

/** Reads from text in which each character is one byte. */
function read(text: string, limits?: EnvironmentLimits): Environment {
  const environment = new EnvironmentReader(limits).push(latin1(text));
  if (environment === undefined) throw new Error("The environment has no end");
  return environment;
}

function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

Deno.test("Environment has what Asterisk said of a plain call", () => {
  const environment = captured("env_basic");
  assertEquals(environment.network, true);
  assertEquals(environment.networkScript, "path?x=1");
  assertEquals(environment.request, "agi://127.0.0.1:4573/path?x=1");
  assertEquals(environment.channel, "Local/up@test-00000000;2");
  assertEquals(environment.language, "en");
  assertEquals(environment.type, "Local");
  assertEquals(environment.uniqueId, "1795403388.1");
  assertEquals(environment.version, "22.10.1+dfsg+~cs6.17.60671434-1");
  assertEquals(environment.callerId, undefined);
  assertEquals(environment.callerIdName, undefined);
  assertEquals(environment.callingPres, 67);
  assertEquals(environment.callingAni2, 0);
  assertEquals(environment.callingTon, 0);
  assertEquals(environment.callingTns, 0);
  assertEquals(environment.dnid, undefined);
  assertEquals(environment.rdnis, undefined);
  assertEquals(environment.context, "test");
  assertEquals(environment.extension, "up");
  assertEquals(environment.priority, 2);
  assertEquals(environment.enhanced, false);
  assertEquals(environment.accountCode, "");
  assertEquals(environment.threadId, "140113335596736");
  assertEquals(environment.args, ["arg1", "arg2"]);
  assertEquals(environment.get("agi_callerid"), "unknown");
  assertEquals(environment.get("agi_nothing"), undefined);
});

Deno.test("Environment has what Asterisk said of a caller with a name", () => {
  const environment = captured("env_callerid");
  assertEquals(environment.callerId, "+49301234");
  assertEquals(environment.callerIdName, 'Jürgen "Q" O\'Neil');
  assertEquals(environment.language, "de");
  assertEquals(environment.accountCode, "acc 1");
  assertEquals(environment.dnid, "5552");
  assertEquals(environment.rdnis, "5551");
  assertEquals(environment.callingPres, 33);
});

Deno.test("Environment is enhanced when Asterisk sends audio", () => {
  assertEquals(captured("eagi_audio").enhanced, true);
  assertEquals(captured("stdin_basic").enhanced, false);
  assertEquals(captured("stdin_basic").network, false);
});

Deno.test("Environment keeps arguments in their order, empty ones too", () => {
  const { args } = captured("env_args_140");
  assertEquals(args.length, 127);
  assertEquals(args[0], "a1");
  assertEquals(args[9], "a10");
  assertEquals(args[126]?.startsWith("a127,a128,"), true);
  assertEquals(captured("env_args_empty").args, ["", "b", "", ""]);
});

Deno.test("Environment splits at the first colon and blank, and keeps unknown keys", () => {
  const environment = read("agi_request: agi://h:4573/x: y\nfwd_for: 10.0.0.1\nodd:\nbare\n\n");
  assertEquals(environment.request, "agi://h:4573/x: y");
  assertEquals(environment.get("fwd_for"), "10.0.0.1");
  assertEquals(environment.get("odd"), "");
  assertEquals(environment.get("bare"), "");
});

Deno.test("Environment survives bytes that are no UTF-8", () => {
  const environment = read("agi_calleridname: J\xfcrgen\xe2\x82\nagi_dnid: 5\n\n");
  assertEquals(environment.callerIdName, "J\ufffdrgen\ufffd");
  assertEquals(environment.dnid, "5");
});

Deno.test("Environment lets no caller's name forge what Asterisk says", () => {
  const environment = read(
    "agi_channel: SIP/1\nagi_callerid: 100\nagi_calleridname: x\nagi_channel: evil\n" +
      "agi_callerid: evil\nagi_extension: evil\nagi_arg_1: evil\nagi_extension: 200\n" +
      "agi_arg_1: good\n\n",
  );
  assertEquals(environment.channel, "SIP/1");
  assertEquals(environment.callerId, "100");
  assertEquals(environment.extension, "200");
  assertEquals(environment.args, ["good"]);
});

Deno.test("Environment gives undefined for numbers that are none", () => {
  const environment = read("agi_priority: x\nagi_callingpres: 1e3\nagi_callington: -1\n\n");
  assertEquals(environment.priority, undefined);
  assertEquals(environment.callingPres, undefined);
  assertEquals(environment.callingTon, -1);
});

Deno.test("Environment is frozen, and what it hands out cannot change it", () => {
  const environment = captured("env_basic");
  assert(Object.isFrozen(environment));
  assert(Object.isFrozen(environment.args));
  const copy = environment.toObject();
  copy["agi_channel"] = "changed";
  assertEquals(environment.channel, "Local/up@test-00000000;2");
  assertEquals(Object.keys(copy)[0], "agi_network");
});

Deno.test("Environment.toObject() takes a hostile key as any other", () => {
  const copy = read("agi_a: z\n__proto__: x\nconstructor: y\n\n").toObject();
  assertStrictEquals(Object.getPrototypeOf(copy), Object.prototype);
  assertEquals(Object.entries(copy), [
    ["agi_a", "z"],
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

Deno.test("EnvironmentReader refuses more bytes or lines than its limits", () => {
  const environment = "agi_a: 1\nagi_b: 2\n\n";
  const fits = { maxEnvironmentBytes: 18, maxEnvironmentLines: 2 };
  assertEquals(read(environment, fits).toObject(), { agi_a: "1", agi_b: "2" });
  assertThrows(
    () => read(environment, { ...fits, maxEnvironmentBytes: 17 }),
    AgiProtocolError,
    "exceeds maxEnvironmentBytes (17)",
  );
  assertThrows(
    () => read(environment, { ...fits, maxEnvironmentLines: 1 }),
    AgiProtocolError,
    "exceeds maxEnvironmentLines (1)",
  );
});

Deno.test("EnvironmentReader refuses a peer that is no Asterisk by its first line", () => {
  for (const line of ["GET / HTTP/1.1", "\x16\x03\x01", "", "agi_network", "x".repeat(300)]) {
    assertThrows(
      () => new EnvironmentReader().push(latin1(`${line}\n`)),
      AgiProtocolError,
      "Not an AGI environment",
      JSON.stringify(line),
    );
  }
});

Deno.test("EnvironmentReader reads the same however the bytes come, and leaves the rest", () => {
  const bytes = latin1("agi_network: yes\nagi_channel: SIP/1\n\nHANGUP\n");
  for (const { name, cut } of splits()) {
    const reader = new EnvironmentReader();
    const chunks = cut(bytes);
    let environment: Environment | undefined;
    while (environment === undefined) environment = reader.push(chunks.shift() ?? latin1("none"));
    assertEquals(environment.toObject(), { agi_network: "yes", agi_channel: "SIP/1" }, name);
    const rest = [...reader.rest, ...chunks.flatMap((chunk) => [...chunk])];
    assertEquals(rest, [...latin1("HANGUP\n")], name);
  }
});

Deno.test("EnvironmentReader refuses a stranger by its first byte, without the end of a line", () => {
  assertThrows(() => new EnvironmentReader().push(latin1("\x16\x03\x01")), AgiProtocolError);
});

Deno.test("Environment.args has no argument that a caller's name holds", () => {
  const before = "agi_network: yes\nagi_callerid: 1\nagi_calleridname: x";
  const after = "agi_callingpres: 0\nagi_dnid: unknown\nagi_accountcode: \nagi_threadid: 7";
  const args = (name: string, real: string) => read(`${before}\n${name}\n${after}\n${real}\n`).args;
  assertEquals(args("agi_arg_1: evil", ""), []);
  assertEquals(args("agi_arg_1: evil\nagi_arg_2: evil", "agi_arg_1: good\n"), ["good"]);
  assertEquals(args("agi_threadid: 1\nagi_arg_2: evil", "agi_arg_1: good\n"), ["good"]);
  // A proxy may leave the thread out.
  assertEquals(read("agi_network: yes\nagi_arg_1: a\n\n").args, ["a"]);
});
