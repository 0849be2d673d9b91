import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Folder, pathOf, run } from "../program.ts";

/** A menu, a PIN, a dial, and a goodbye that a caller may not hear to its end. */
const MENU = `
import type { Handler } from "@tipring/agi";
import { dial } from "@tipring/agi/applications";

const handler: Handler = async (channel) => {
  await channel.answer();
  const { digit } = await channel.streamFile("menu", { escapeDigits: "12" });
  await channel.setVariable("CHOICE", digit ?? "none");
  const { digits } = await channel.getData("vm-password", { maxDigits: 6, timeout: 5000 });
  const known = await channel.databaseGet("pin", channel.environment.callerId ?? "");
  await channel.sayDigits(digits === known ? 1 : 0);
  await channel.exec("Dial", "PJSIP/100", 20, "g");
  await channel.setVariable("DIALED", await channel.getVariable("DIALSTATUS") ?? "");
  const { status } = await dial(channel, "PJSIP/200", { timeout: 1000 });
  await channel.setVariable("TYPED", status);
  const { reason } = await channel.recordFile("message", { silence: 3000, escapeDigits: "#" });
  await channel.setVariable("REASON", reason);
  await channel.waitForDigit({ timeout: 5000 });
  await channel.streamFile("goodbye");
};

export default handler;
`;

const DIAL = [
  "--fast",
  "--caller-id=5551234",
  "--database=pin/5551234=4711",
  "--app=Dial=BUSY",
  "--talk=2",
];

/** A folder with the handler, and one recording of it. */
async function recorded(folder: Folder, press: string, more: readonly string[] = []) {
  const handler = await folder.write("menu.ts", MENU);
  const recording = `${folder.path}/${press.length}${more.length}.txt`;
  const options = [...DIAL, `--press=${press}`, ...more, "--record", recording];
  const { code, stderr } = await run(["dial", handler, ...options]);
  assertEquals([code, stderr], [more.length === 0 ? 0 : 3, ""]);
  return { handler, recording };
}

/** Runs a file of tests by Deno, with the names of this package; checking types takes long. */
async function denoTest(
  file: string,
  check: "--check" | "--no-check" = "--no-check",
): Promise<{ code: number; output: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", check, "--config", pathOf("../../deno.json"), file],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("tipring replay --to-test writes a test that passes, and fails for another handler", async () => {
  await using folder = await Folder.make();
  const { handler, recording } = await recorded(folder, "1,4711#,5");
  const testFile = `${folder.path}/menu_test.ts`;
  const wrote = await run(["replay", "--to-test", testFile, recording, handler]);
  assertEquals([wrote.code, wrote.stderr], [0, ""]);
  const source = await Deno.readTextFile(testFile);
  for (
    const line of [
      'import handler from "./menu.ts";',
      'callerId: "5551234",',
      '"pin/5551234": "4711",',
      '"Dial": asRecorded([',
      '[0, { "DIALSTATUS": "BUSY" }]',
      'await call.hears("vm-password");',
      'await call.press("4711#");',
      'assertEquals(variables["CHOICE"], "1", transcript);',
      'assertEquals(variables["TYPED"], "BUSY", transcript);',
    ]
  ) {
    assertStringIncludes(
      source.replaceAll('{"DIALSTATUS":"BUSY"}', '{ "DIALSTATUS": "BUSY" }'),
      line,
    );
  }
  assert(
    !source.includes("hangUp()"),
    "the HANGUP after the end of the handler is not the caller's",
  );
  const passed = await denoTest(testFile, "--check");
  assertEquals(passed.code, 0, passed.output);
  await folder.write("menu.ts", MENU.replace('"goodbye"', '"vm-goodbye"'));
  const failed = await denoTest(testFile);
  assertEquals(failed.code, 1);
  assertStringIncludes(failed.output, "vm-goodbye");
  const again = await run(["replay", "--to-test", testFile, recording, handler]);
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "menu_test.ts cannot be written: ");
});

Deno.test("tipring replay --to-test writes a caller who hangs up, and who falls silent", async () => {
  await using folder = await Folder.make();
  const { handler, recording } = await recorded(folder, "2,99#", ["--hangup-after=9"]);
  const testFile = `${folder.path}/hangup_test.ts`;
  assertEquals((await run(["replay", "--to-test", testFile, recording, handler])).code, 0);
  const source = await Deno.readTextFile(testFile);
  assertStringIncludes(source, "await call.fallSilent();");
  assertMatch(source, /await call\.hangUp\(\);\n {2}const \{ heard/);
  const passed = await denoTest(testFile);
  assertEquals(passed.code, 0, passed.output);
});

Deno.test("tipring replay --to-test refuses a recording whose digits are masked", async () => {
  await using folder = await Folder.make();
  const { handler, recording } = await recorded(folder, "1,4711#,5");
  await Deno.writeTextFile(recording, `# digits are masked\n${await Deno.readTextFile(recording)}`);
  const { code, stderr } = await run(["replay", "--to-test", "x_test.ts", recording, handler]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "--to-test requires the caller's keys");
});

Deno.test("tipring replay DIR runs a folder as a suite", async () => {
  await using folder = await Folder.make();
  const { handler, recording } = await recorded(folder, "1,4711#,5");
  const text = await Deno.readTextFile(recording);
  await folder.write("b.txt", text.replace('SET VARIABLE "CHOICE"', 'SET VARIABLE "OTHER"'));
  await folder.write("c.txt", `< agi_network: yes\\n\n< agi_network_script: pin\\n\n< \\n\n`);
  await folder.write("notes.md", "no recording");
  const { code, stdout } = await run(["replay", folder.path, handler]);
  assertEquals(code, 1);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines[0], "same      90.txt");
  assertEquals(lines[1], "different b.txt");
  assertStringIncludes(stdout, "Difference at command 3 of b.txt:");
  assertEquals(lines.at(-1), "1 same, 1 different, 1 for other paths");
  await Deno.remove(`${folder.path}/b.txt`);
  assertEquals((await run(["replay", folder.path, handler])).code, 0);
  const throws = 'throw new Error("\\x1b[2Jtoo late");\n};\n\nexport';
  const fails = await folder.write("fails.ts", MENU.replace("};\n\nexport", throws));
  const { stdout: failed } = await run(["replay", folder.path, fails]);
  assertStringIncludes(failed, "same      90.txt\nThe handler failed: Error: ");
  assertStringIncludes(failed, "too late");
  assert(!failed.includes("\x1b"), failed);
  await using empty = await Folder.make();
  const none = await run(["replay", empty.path, handler]);
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, "it has no recordings (*.txt)");
});
