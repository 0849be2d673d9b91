/**
 * What the library itself costs for a command: to build, to quote, to read the reply, to settle.
 *
 * @module
 */
import { getVariable, setVariable, streamFile } from "../src/commands/mod.ts";
import { Environment, EnvironmentReader } from "../src/protocol/environment.ts";
import { Lines } from "../src/protocol/lines.ts";
import { ReplyReader } from "../src/protocol/reply.ts";
import { commandLine } from "../src/protocol/request.ts";
import { decodeText, encodeText } from "../src/protocol/text.ts";
import { Router } from "../src/handler/router.ts";
import { readCapture } from "../tests/testdata/captures.ts";

const version = () => "22.10.1";
const environment = readCapture("env_basic").exchanges[0]?.received ?? new Uint8Array();

Deno.bench("TextEncoder alone", { group: "write a command", baseline: true }, () => {
  encodeText('GET VARIABLE "bench"\n');
});
Deno.bench("getVariable", { group: "write a command" }, () => {
  commandLine(getVariable("bench"), version);
});
Deno.bench("streamFile", { group: "write a command" }, () => {
  commandLine(streamFile("hello-world", { escapeDigits: "12" }), version);
});
Deno.bench("setVariable with quotes", { group: "write a command" }, () => {
  commandLine(setVariable("NAME", 'Jürgen "Q" O\'Neil \\ Söhne'), version);
});

const reply = encodeText("200 result=1 (value)\n");
Deno.bench("TextDecoder alone", { group: "read a reply", baseline: true }, () => {
  decodeText(reply.subarray(0, -1));
});
Deno.bench("lines and reply", { group: "read a reply" }, () => {
  const lines = new Lines(1024);
  lines.feed(reply);
  const reader = new ReplyReader({ freeText: true }, 1024);
  const line = lines.next();
  if (line !== undefined) reader.push(decodeText(line), lines.mayGoOn);
});

for (const size of [1000, 10_000, 100_000, 1_000_000]) {
  const value = encodeText(`200 result=1 (${"x".repeat(size)})\n`);
  Deno.bench(`${size} bytes in chunks of 1,000`, {
    group: "a long value, linear",
    baseline: size === 1000,
  }, () => {
    const lines = new Lines(2_000_000);
    for (let at = 0; at < value.length; at += 1000) {
      lines.feed(value.subarray(at, at + 1000));
      lines.next();
    }
  });
}

Deno.bench("find its end", { group: "an environment", baseline: true }, () => {
  new EnvironmentReader().push(environment);
});
Deno.bench("find its end, ask for the path and an argument", { group: "an environment" }, () => {
  const read = new EnvironmentReader().push(environment);
  read?.networkScript;
  read?.args;
});
const long = `agi_network: yes\nagi_arg_1: ${"x".repeat(1_000_000)}\n`;
Deno.bench("a line of a million bytes", { group: "an environment" }, () => {
  new Environment(long).get("agi_arg_1");
});

const urlPattern = new URLPattern({ pathname: "/menu/:lang" });
Deno.bench("URLPattern", { group: "find a route", baseline: true }, () => {
  urlPattern.exec({ pathname: "/menu/de" });
});
for (
  const [pattern, path] of [
    ["/pin", "pin"],
    ["/menu/:lang", "menu/de"],
    ["/call/:from-:to-:lang", "call/4930123456-4989654321-de"],
    ["/call/:id(\\d+)", "call/123456"],
  ] as const
) {
  const router = new Router();
  router.add(pattern, () => {});
  Deno.bench(`${pattern} matches`, { group: "find a route" }, () => {
    router.resolve(path);
  });
  Deno.bench(`${pattern} does not match`, { group: "find a route" }, () => {
    router.resolve("other/path");
  });
}
