import { assertEquals } from "@std/assert";
import { Folder, pathOf, Program } from "../cli/program.ts";
import { ENVIRONMENT, OK, quoted } from "./script_program.ts";

Deno.test("runScript() runs the handler of the main module, with its path and arguments", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "my 50% ä.ts",
    `
import { runScript } from ${JSON.stringify(`file://${encodeURI(pathOf("../../mod.ts"))}`)};

const events: string[] = [];
await runScript(async (channel, { script, args }) => {
  await channel.verbose(JSON.stringify([script, args]));
  console.log(events.join());
}, { onEvent: ({ type }) => events.push(type) });
`,
  );
  await using program = new Program(["one", "--two"], {
    command: [Deno.execPath(), "run", "-A", file],
  });
  await program.peer.say(ENVIRONMENT);
  const expected = JSON.stringify([file, ["one", "--two"]]);
  assertEquals(await program.peer.answer(OK), `VERBOSE ${quoted(expected)} "1"`);
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stderr], [0, "command,reply\n"]);
  assertEquals(stdout, `VERBOSE ${quoted(expected)} "1"\n`);
});

Deno.test("runScript() takes script and args from its options, and ends with status 1 on failure", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "main.ts",
    `
import { runScript } from ${JSON.stringify(`file://${encodeURI(pathOf("../../mod.ts"))}`)};

await runScript((_, { script, args }) => {
  throw new Error(script + args);
}, { script: "pin", args: ["a", "b"] });
`,
  );
  await using program = new Program(["c"], { command: [Deno.execPath(), "run", "-A", file] });
  await program.peer.say(ENVIRONMENT);
  assertEquals(await program.peer.answer(OK), 'VERBOSE "tipring: Error: pina,b" "1"');
  assertEquals((await program.end()).code, 1);
});
