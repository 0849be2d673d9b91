import { assertEquals } from "@std/assert";
import { CLI, Folder, Program } from "../cli/program.ts";

/** Writes to descriptor 1 in every way there is. */
const STRAY = `
import fs from "node:fs";
import process from "node:process";

export default async (channel) => {
  fs.writeSync(1, "fs.writeSync\\n");
  fs.writeFileSync("/dev/stdout", "/dev/stdout\\n");
  fs.createWriteStream("", { fd: 1 }).write("stream\\n");
  process.stdout.write("process.stdout\\n");
  const child = (stdout) => new Deno.Command("sh", { args: ["-c", "echo child; echo dev > /dev/stdout"], stdout });
  await child("inherit").spawn().status;
  const worker = new Worker("data:text/javascript," + encodeURIComponent(
    'console.log("worker"); Deno.stdout.writeSync(new TextEncoder().encode("its Deno.stdout\\\\n")); ' +
    'postMessage(0);'), { type: "module" });
  await new Promise((resolve) => worker.onmessage = resolve);
  worker.terminate();
  await channel.verbose("one");
  await channel.verbose("two");
};
`;

const ENVIRONMENT = "agi_request: pin.ts\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n";

Deno.test({
  name: "a script may write to descriptor 1: only commands reach Asterisk",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write("stray.ts", STRAY);
    await using program = new Program([file]);
    await program.peer.say(ENVIRONMENT);
    assertEquals(await program.peer.answer("200 result=1\n"), 'VERBOSE "one" "1"');
    assertEquals(await program.peer.answer("200 result=1\n"), 'VERBOSE "two" "1"');
    const { code, stdout, stderr } = await program.end();
    assertEquals([code, stdout], [0, 'VERBOSE "one" "1"\nVERBOSE "two" "1"\n']);
    assertEquals(stderr.trim().split("\n").sort(), [
      "/dev/stdout",
      "child",
      "dev",
      "fs.writeSync",
      "its Deno.stdout",
      "process.stdout",
      "stream",
      "worker",
    ]);
  },
});

for (
  const [what, permissions] of [
    ["without --allow-ffi", ["--allow-read"]],
    ["whose permissions are granted one by one", [
      "--allow-ffi",
      "--allow-read",
      "--allow-write",
      "--allow-env",
    ]],
  ] as const
) {
  Deno.test(`a script ${what} runs as before`, async () => {
    await using folder = await Folder.make();
    const text =
      "export default async (channel) => { console.log('log'); await channel.noop(); };\n";
    const file = await folder.write("hello.ts", text);
    const command = [Deno.execPath(), "run", "--no-prompt", ...permissions, CLI] as const;
    await using program = new Program([file], { command });
    await program.peer.say(ENVIRONMENT);
    assertEquals(await program.peer.answer("200 result=0\n"), "NOOP");
    assertEquals(await program.end(), { code: 0, stdout: "NOOP\n", stderr: "log\n" });
  });
}

Deno.test("a script without --allow-ffi reports stray output once, and gets its own replies", async () => {
  await using folder = await Folder.make();
  const file = await folder.write(
    "stray.ts",
    `
import fs from "node:fs";

export default async (channel) => {
  fs.writeSync(1, "one\\ntwo\\n");
  await channel.setVariable("GOT", await channel.getVariable("X"));
};
`,
  );
  const command = [Deno.execPath(), "run", "--no-prompt", "--allow-read", CLI] as const;
  await using program = new Program([file], { command });
  const { peer } = program;
  const unknown = "510 Invalid or unknown command\n";
  await peer.say(ENVIRONMENT);
  assertEquals(await peer.answer(unknown), "one");
  assertEquals(await peer.answer(unknown), "two");
  const lines = [await peer.line(), await peer.line()];
  const fence = lines.find((line) => line?.includes("FULL")) ?? "";
  const [, token] = /"(.*)"/.exec(fence) ?? [];
  const rest = lines.map((line) =>
    line === fence ? `200 result=1 (${token})\n` : "200 result=1 (own)\n"
  );
  await peer.say(rest.join(""));
  let line = await peer.line();
  while (line?.includes("FULL")) {
    await peer.say(`200 result=1 (${/"(.*)"/.exec(line)?.[1]})\n`);
    line = await peer.line();
  }
  await peer.say("200 result=1\n");
  const { code, stderr } = await program.end();
  assertEquals([code, line], [0, 'SET VARIABLE "GOT" "own"']);
  assertEquals(
    stderr,
    "tipring: stray output: Asterisk answered 510 to a line that something else wrote to standard " +
      "output (agi set debug on shows the line)\n",
  );
});
