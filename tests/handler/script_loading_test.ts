import { assertEquals, assertStringIncludes } from "@std/assert";
import { type End, Folder, pathOf, Program } from "../cli/program.ts";
import { ENVIRONMENT } from "./script_program.ts";

/** Where a handler file connects to while it loads, and waits for an answer that never comes. */
function silentServer(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

/** A main module that runs a handler file as `tipring FILE` does, with a shorter grace. */
function mainModule(file: string, hangupGrace: number): string {
  return `
import { runLoadedScript } from ${
    JSON.stringify(`file://${pathOf("../../src/handler/script.ts")}`)
  };

const load = async () => (await import(${JSON.stringify(`file://${file}`)})).default;
const status = await runLoadedScript(load, { script: "slow.ts", hangupGrace: ${hangupGrace} });
Deno.exit(status);
`;
}

const SLOW = `
const conn = await Deno.connect({ port: Number(Deno.args[0]) });
await conn.read(new Uint8Array(1));
export default async () => {
  console.log("loaded");
  await new Promise(() => {});
};
`;

const MESSAGE = "tipring: AgiTimeoutError: Cannot load slow.ts: still loading 200 ms after the " +
  "hangup (does an await outside the handler never end?)\n";

/** Runs the slow file, ends its call in one way while it loads, and returns how it ended. */
async function endWhileLoading(
  how: (program: Program, loading: Deno.Conn) => Promise<void>,
  environment: string = ENVIRONMENT,
): Promise<End> {
  using listener = silentServer();
  await using folder = await Folder.make();
  const file = await folder.write("slow.ts", SLOW);
  const main = await folder.write("main.ts", mainModule(file, 200));
  await using program = new Program([`${listener.addr.port}`], {
    command: [Deno.execPath(), "run", "-A", main],
  });
  await program.peer.say(environment);
  using loading = await listener.accept();
  await how(program, loading);
  return await program.end();
}

Deno.test("runLoadedScript() ends when a file is still loading long after SIGHUP", async () => {
  const end = await endWhileLoading((program) => Promise.resolve(program.kill("SIGHUP")));
  assertEquals(end, { code: 1, stdout: "", stderr: MESSAGE });
});

Deno.test("runLoadedScript() ends when a file is still loading long after standard input ended", async () => {
  const end = await endWhileLoading((program) => program.peer.end());
  assertEquals(end, { code: 1, stdout: "", stderr: MESSAGE });
});

Deno.test("runLoadedScript() ends when a file is still loading and no environment came", async () => {
  const { code, stdout, stderr } = await endWhileLoading((program) => program.peer.end(), "");
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, MESSAGE);
  assertStringIncludes(stderr, "standard input ended before the AGI environment");
});

Deno.test("runLoadedScript() gives loading and the handler one grace after the hangup", async () => {
  const end = await endWhileLoading(async (program, loading) => {
    program.kill("SIGHUP");
    await loading.write(new Uint8Array(1));
  });
  assertEquals([end.code, end.stdout], [1, ""]);
  assertStringIncludes(end.stderr, "loaded\n");
  assertStringIncludes(end.stderr, "The handler did not end within 200 ms of the hangup");
});

Deno.test("runLoadedScript() waits for a file that loads slowly while the caller is there", async () => {
  using listener = silentServer();
  await using folder = await Folder.make();
  const file = await folder.write("slow.ts", SLOW.replace("await new Promise(() => {});", ""));
  const main = await folder.write("main.ts", mainModule(file, 0));
  await using program = new Program([`${listener.addr.port}`], {
    command: [Deno.execPath(), "run", "-A", main],
  });
  await program.peer.say(ENVIRONMENT);
  using loading = await listener.accept();
  await loading.write(new Uint8Array(1));
  const { code, stdout, stderr } = await program.end();
  assertEquals([code, stdout, stderr], [0, "", "loaded\n"]);
});
