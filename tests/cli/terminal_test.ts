import { assert, assertStringIncludes } from "@std/assert";
import { Folder, Program, run } from "./program.ts";

/** What a terminal obeys: escape sequences of one and two bytes, and a change of direction. */
const NAME = "A\x1b[31mB\x9b31mC\u202eD";

const HANDLER = `
export default async (channel) => {
  const { callerIdName } = channel.environment;
  await channel.verbose(callerIdName + ${JSON.stringify(NAME)});
  throw new Error("no account for " + ${JSON.stringify(NAME)});
};
`;

const ESCAPED = String.raw`no account for A\u001b[31mB\u009b31mC\u202eD`;

function assertHarmless(text: string): void {
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(text), JSON.stringify(text));
}

Deno.test("tipring dial and replay show nothing that a terminal obeys", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("handler.ts", HANDLER);
  const record = `${folder.path}/call.txt`;
  for (const options of [["--record", record], ["--json"]]) {
    const { stdout, stderr } = await run(["dial", file, "--caller-id", "Ann <1>", ...options]);
    assertHarmless(stdout);
    assertHarmless(stderr);
    assertStringIncludes(stderr, ESCAPED);
    assertStringIncludes(stdout, "31mB");
  }
  const { stdout, stderr } = await run(["replay", record, file]);
  assertHarmless(stdout + stderr);
  assertStringIncludes(stdout, ESCAPED);
});

Deno.test("tipring writes nothing that a terminal obeys to standard error of a script", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("handler.ts", HANDLER);
  await using program = new Program([file]);
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n");
  await program.peer.answer("200 result=1\n");
  await program.peer.answer("200 result=1\n");
  const { stderr } = await program.end();
  assertHarmless(stderr);
  assertStringIncludes(stderr, ESCAPED);
});
