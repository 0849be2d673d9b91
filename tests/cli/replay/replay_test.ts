import { assertEquals, assertStringIncludes } from "@std/assert";
import { Folder, pathOf, Program, run } from "../program.ts";

const CAPTURE = pathOf("../testdata/wire/getdata_max.txt");

const SAME = `
export default async (channel) => {
  await channel.getData("demo-congrats", { timeout: 5000, maxDigits: 4 });
  await channel.waitForDigit({ timeout: 2000 });
};
`;

Deno.test("tipring replay ends with 0 where there is no difference", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("same.ts", SAME);
  const { code, stdout, stderr } = await run(["replay", CAPTURE, file]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, `No difference: ${file} sent the 2 commands of ${CAPTURE}.\n`);
});

Deno.test("tipring replay shows the first difference, what was before, and ends with 1", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("other.ts", SAME.replace("2000", "7"));
  const { code, stdout } = await run(["replay", CAPTURE, file]);
  assertEquals(code, 1);
  assertEquals(stdout.split("\n"), [
    `Difference at command 2 of ${CAPTURE}:`,
    "",
    "              GET DATA demo-congrats 5000 4",
    "  recorded:   WAIT FOR DIGIT 2000",
    '  handler:    WAIT FOR DIGIT "7"',
    "",
  ]);
});

Deno.test("tipring replay tells what a handler threw", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "bad.ts",
    "export default () => { throw new Error('no luck'); };",
  );
  const { code, stdout } = await run(["replay", CAPTURE, file]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "  handler:    (it ends)");
  assertStringIncludes(stdout, "The handler failed: Error: no luck");
});

Deno.test("tipring replay does not wait longer than --timeout", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("stuck.ts", "export default () => new Promise(() => {});");
  const { code, stdout } = await run(["replay", "--timeout", "0.1", CAPTURE, file]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "(nothing in time; --timeout gives it more)");
});

Deno.test("tipring replay lets no recording order a terminal about", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("none.ts", "export default () => {};");
  const evil = await folder.write(
    "evil.txt",
    "< agi_network: yes\\n\n< \\n\n> NOOP \\x1b]0;x\\x07\\n\n",
  );
  const { code, stdout } = await run(["replay", evil, file]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "  recorded:   NOOP \ufffd]0;x\ufffd");
});

Deno.test("tipring replay refuses what it cannot read, and arguments that make no sense", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("same.ts", SAME);
  for (
    const [args, status, message] of [
      [[file], 2, "No recording and handler file given"],
      [[CAPTURE, file, "more"], 2, 'Unexpected argument "more": the recording holds'],
      [[CAPTURE, file, "--timeout", "x"], 2, 'Invalid --timeout "x": must be seconds'],
      [["/nowhere.txt", file], 1, "Cannot replay /nowhere.txt: "],
      [[file, file], 1, 'in a recording: must start with "# "'],
      [[CAPTURE, "/nowhere.ts"], 1, "Cannot load /nowhere.ts: there is no such file"],
    ] as const
  ) {
    const { code, stdout, stderr } = await run(["replay", ...args]);
    assertEquals([code, stdout], [status, ""]);
    assertStringIncludes(stderr, message);
  }
});

Deno.test("tipring replay --status-variable leaves out what the server set", async () => {
  await using folder = await Folder.make();
  await folder.write("pin.ts", 'export default (channel) => channel.noop("hello");\n');
  const options = ["--record", "calls", "--status-variable", "TIPRING_STATUS"];
  await using program = new Program(["serve", "--port", "0", ...options, "pin.ts"], {
    cwd: folder.path,
  });
  {
    await using peer = await program.call("pin");
    assertEquals(await peer.answer("200 result=0\n"), 'NOOP "hello"');
    const sets = 'SET VARIABLE "TIPRING_STATUS" "SUCCESS"';
    assertEquals(await peer.answer("200 result=1\n"), sets);
    assertEquals(await peer.line(), null);
  }
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
  const replay = ["replay", "calls", "pin.ts"];
  const without = await run(replay, { cwd: folder.path });
  assertEquals(without.code, 1);
  assertStringIncludes(
    without.stdout,
    "(it ends; if tipring serve sets that: --status-variable TIPRING_STATUS)",
  );
  const same = await run([...replay, "--status-variable", "TIPRING_STATUS"], { cwd: folder.path });
  assertEquals([same.code, same.stderr], [0, ""]);
  assertStringIncludes(same.stdout, "1 same, 0 different\n");
});
