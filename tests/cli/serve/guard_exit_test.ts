import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, Program } from "../program.ts";

const EXITS = ["Deno.exit(3)", "process.exit(3)", "exit(3)", "process.abort()"] as const;

const EXIT = `import { exit } from "node:process";
export default async (channel, { args }) => {
  await channel.verbose("in");
  if (args[0] === "0") Deno.exit(3);
  if (args[0] === "1") process.exit(3);
  if (args[0] === "2") exit(3);
  if (args[0] === "3") process.abort();
  if (args[0] === "4") setTimeout(() => Deno.exit(3));
};
`;

/** The messages of the errors. `exit` of an import is the same function as that of `process`. */
const MESSAGES = ["Deno.exit(3)", "process.exit(3)", "process.reallyExit(3)", "process.abort()"];

for (const workers of [[], ["--workers", "1"]]) {
  const name = ["tipring serve", ...workers].join(" ");
  Deno.test(`${name} goes on if a handler ends the process: its call fails`, async () => {
    await using folder = await Folder.make();
    const file = await folder.write("exit.ts", EXIT);
    await using program = new Program(["serve", "--port", "0", file, ...workers]);
    for (const index of EXITS.keys()) {
      await using peer = await program.call("exit", `agi_arg_1: ${index}\n`);
      assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "in" "1"');
      assertEquals(await peer.line(), null);
      const line = await program.logged(new RegExp(`call ends .*call=${index + 1} `));
      assertStringIncludes(line, "outcome=failed");
      const why = `${MESSAGES[index]} failed: a handler cannot end the server`;
      assertStringIncludes(line, why);
      // The stack of the same kind of error is logged once a second.
      if (index === 0) assertMatch(line, /instead\)\\n +at .*exit\.ts:\d+:\d+/);
    }
    await using peer = await program.call("exit", "agi_arg_1: 4\n");
    assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "in" "1"');
    await program.logged(/uncaught exception .*Deno\.exit\(3\) failed: a handler cannot end the/);
    await using last = await program.call("exit", "agi_arg_1: 5\n");
    assertEquals(await last.answer("200 result=1\n"), 'VERBOSE "in" "1"');
    program.kill("SIGTERM");
    assertEquals((await program.end()).code, 0);
  });
}
