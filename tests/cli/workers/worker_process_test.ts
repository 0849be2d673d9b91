import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { WorkerProcess } from "../../../src/cli/workers/worker_process.ts";
import type { WorkerCommand } from "../../../src/cli/workers/command.ts";
import { Folder } from "../program.ts";
import { DEAF } from "./deaf.ts";

function start(command: WorkerCommand, readyTimeout: number): WorkerProcess {
  return new WorkerProcess({ command, identity: { number: 7 }, slot: 1, readyTimeout });
}

/** Uses a folder for temporary files, as long as the test goes on. */
function useTmpdir(path: string): Disposable {
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", path);
  return {
    [Symbol.dispose]() {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
    },
  };
}

Deno.test("WorkerProcess.ready rejects, and the process is killed, when it takes too long", async () => {
  await using folder = await Folder.make();
  using _ = useTmpdir(folder.path);
  const worker = start(["sleep", "60"], 20);
  const { message } = await assertRejects(() => worker.ready, Error);
  assertEquals(message, "Worker 7 did not accept calls within 0.02 s");
  const { signal, up } = await worker.ended;
  assertEquals([signal, up, worker.accepts, worker.stats], ["SIGKILL", 0, false, undefined]);
  assertEquals(await worker.refresh(1000), false);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("WorkerProcess.ready rejects when the process ends before it accepts calls", async () => {
  const worker = start(["sh", "-c", "exit 3"], 10_000);
  const { message } = await assertRejects(() => worker.ready, Error);
  assertEquals(message, "Worker 7 exited with status 3 before it accepted calls");
  assertEquals((await worker.ended).code, 3);
});

Deno.test("WorkerProcess.drain() kills a process that has not come yet", async () => {
  const worker = start(["sleep", "60"], 10_000);
  const refused = assertRejects(() => worker.ready, Error);
  worker.drain(60_000);
  await refused;
  assertEquals((await worker.ended).signal, "SIGKILL");
});

Deno.test("WorkerProcess.drain() kills a process that goes on too long", async () => {
  const worker = start(DEAF, 10_000);
  assertEquals(await worker.ready, 1);
  worker.drain(20);
  assertEquals(worker.accepts, false);
  assertEquals((await worker.ended).signal, "SIGKILL");
});

Deno.test("WorkerProcess leaves nothing behind when there is no such program", async () => {
  await using folder = await Folder.make();
  using _ = useTmpdir(folder.path);
  assertThrows(() => start(["/no/such/program"], 10_000), Deno.errors.NotFound);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("WorkerProcess begins where what others put into the temporary folder was removed", async () => {
  await using folder = await Folder.make();
  using _ = useTmpdir(folder.path);
  const clean = async () => {
    for await (const { name } of Deno.readDir(folder.path)) {
      await Deno.remove(`${folder.path}/${name}`, { recursive: true });
    }
  };
  for (let count = 0; count < 2; count++) {
    const worker = start(["sleep", "60"], 10_000);
    const refused = assertRejects(() => worker.ready, Error);
    await clean();
    worker.kill();
    await refused;
    assertEquals((await worker.ended).signal, "SIGKILL");
  }
});

for (
  const [name, path] of [["is too long", "x".repeat(100)], ["is missing", "missing/y"]] as const
) {
  Deno.test(`WorkerProcess names a TMPDIR that ${name}, and leaves nothing there`, async () => {
    await using folder = await Folder.make();
    const tmpdir = `${folder.path}/${path}`;
    if (!path.includes("/")) await Deno.mkdir(tmpdir);
    using _ = useTmpdir(tmpdir);
    const { message } = assertThrows(() => start(["sleep", "60"], 10_000), Error);
    const right = "must be a writable folder with a path of at most 80 bytes";
    assertStringIncludes(
      message,
      `Cannot create a worker's socket in TMPDIR "${tmpdir}": ${right} (`,
    );
    if (!path.includes("/")) assertEquals(await Array.fromAsync(Deno.readDir(tmpdir)), []);
  });
}
