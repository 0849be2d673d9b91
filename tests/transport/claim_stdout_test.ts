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

Deno.test("a script without --allow-ffi runs as before", async () => {
  await using folder = await Folder.make();
  const text = "export default async (channel) => { console.log('log'); await channel.noop(); };\n";
  const file = await folder.write("hello.ts", text);
  const command = [Deno.execPath(), "run", "--no-prompt", "--allow-read", CLI] as const;
  await using program = new Program([file], { command });
  await program.peer.say(ENVIRONMENT);
  assertEquals(await program.peer.answer("200 result=0\n"), "NOOP");
  assertEquals(await program.end(), { code: 0, stdout: "NOOP\n", stderr: "log\n" });
});
