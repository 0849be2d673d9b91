import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CLI, Folder, Program, run } from "../cli/program.ts";
import { Peer } from "../peer.ts";
import { ENVIRONMENT, OK, quoted, Script } from "./script_program.ts";

Deno.test("tipring refuses what is no AGI on standard input, and points to tipring dial", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default (channel) => channel.noop();\n");
  for (
    const [input, why] of [
      ["hello\n", /^tipring: AgiProtocolError: .*hello/],
      [
        "agi_request:x\n",
        /Not an AGI environment: "agi_request:x" \(must start like "agi_network: /,
      ],
      ["agi_request: x\r\n", /Not an AGI environment: its lines end in CRLF \(must be LF\)/],
      [`${ENVIRONMENT}200 result=0\n`, /AgiProtocolError: Unexpected line from Asterisk: "200 /],
    ] as const
  ) {
    await using program = new Program([file]);
    await program.peer.say(input);
    const { code, stdout, stderr } = await program.end();
    assertEquals([code, stdout], [1, ""], stderr);
    assertMatch(stderr, why);
    assertMatch(
      stderr,
      /\ntipring: standard input is not Asterisk \(to try a handler by hand: tipring dial FILE\)\n$/,
    );
  }
});

Deno.test("tipring points to tipring dial if its standard input is a file", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default (channel) => channel.noop();\n");
  const input = await folder.write("input.txt", `${ENVIRONMENT}${OK}`);
  const { code, stdout, stderr } = await run([file], {
    command: ["sh", "-c", 'exec "$@" < "$0"', input, Deno.execPath(), "run", "-A", CLI],
  });
  assertEquals([code, stdout, stderr], [
    2,
    "",
    `Cannot run ${file}: standard input is a file, not Asterisk (try tipring dial ${file})\n`,
  ]);
});

Deno.test("tipring tells what a script threw, on standard error and on Asterisk's console", async () => {
  for (
    const [thrown, told] of [
      ['new TypeError("no \\"pin\\"\\r\\n\\0file")', 'tipring: TypeError: no "pin" file'],
      ['new Error("x".repeat(10_000))', `tipring: Error: ${"x".repeat(384)}`],
      ['Symbol("odd")', "tipring: Symbol(odd)"],
      ["Object.create(null)", "tipring: [Object: null prototype] {}"],
      ["undefined", "tipring: undefined"],
    ] as const
  ) {
    await using script = await Script.start(`export default () => { throw ${thrown}; };\n`);
    assertEquals(await script.answer(), `VERBOSE ${quoted(told)} "1"`);
    const { code, stderr } = await script.end();
    assertEquals(code, 1);
    assertStringIncludes(stderr, told.slice(0, 20));
  }
});

Deno.test("tipring shows where a script threw", async () => {
  await using script = await Script.start(
    "export default async () => {\n  await null;\n  throw new Error('broken');\n};\n",
  );
  await script.answer();
  assertStringIncludes((await script.end()).stderr, `${script.file}:3:9`);
});

Deno.test("tipring does not wait for an Asterisk that is silent when a script threw", async () => {
  await using script = await Script.start(
    "export default (channel) => { channel.waitForDigit(); throw new Error('broken'); };\n",
  );
  assertEquals(await script.program.peer.line(), 'WAIT FOR DIGIT "-1"');
  assertEquals((await script.end()).code, 1);
});

Deno.test("tipring says nothing to a channel that hung up before a script threw", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  channel.signal.addEventListener("abort", () => console.log("hung up"));
  await channel.waitForDigit().catch(() => {});
  throw new Error("broken after the hangup");
};
`);
  await script.program.peer.line();
  script.program.kill("SIGHUP");
  await script.program.logged(/hung up/);
  await script.program.peer.say("200 result=-1\n");
  const { code, stdout, stderr } = await script.end();
  assertEquals([code, stdout], [1, 'WAIT FOR DIGIT "-1"\n']);
  assertStringIncludes(stderr, "broken after the hangup");
});

Deno.test("tipring tells Asterisk's console of a file that it cannot run", async () => {
  for (
    const [text, told] of [
      ["export default (] => {};\n", "tipring: Error: Cannot load FILE: "],
      ["export const handler = 1;\n", "tipring: Error: Cannot use FILE as a handler: "],
      ["throw new Error('no config');\n", "tipring: Error: Cannot load FILE: no config"],
    ] as const
  ) {
    await using script = await Script.start(text);
    const message = told.replace("FILE", script.file);
    assertStringIncludes(await script.answer() ?? "", `VERBOSE "${message}`);
    const { code, stderr } = await script.end();
    assertEquals(code, 1);
    assertStringIncludes(stderr, message);
  }
  await using program = new Program(["run", "missing.ts"]);
  await program.peer.say(ENVIRONMENT);
  assertEquals(
    await program.peer.answer(OK),
    'VERBOSE "tipring: Error: Cannot load missing.ts: there is no such file" "1"',
  );
  assertEquals((await program.end()).code, 1);
});

Deno.test("tipring ends a script that fails also where nobody reads standard error", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "loud.ts",
    `export default () => {
  Deno.stderr.write(new Uint8Array(1_000_000));
  throw new Error("broken");
};`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", CLI, file],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await using peer = new Peer({ readable: child.stdout, writable: child.stdin });
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer(OK), 'VERBOSE "tipring: Error: broken" "1"');
  assertEquals((await child.status).code, 1);
  await child.stderr.cancel();
});

Deno.test("tipring shows no digit of a caller on standard error when a script fails", async () => {
  await using script = await Script.start(`
export default async (channel) => {
  const { digits } = await channel.getData("pin");
  await channel.sayDigits(digits);
};
`);
  await script.answer("200 result=*4711\n");
  assertEquals((await script.answer())?.includes("4711"), false);
  const { code, stderr } = await script.end();
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'Invalid digits "*****"');
  assert(!stderr.includes("4711"), stderr);
});
