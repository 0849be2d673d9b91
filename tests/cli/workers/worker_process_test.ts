import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { WorkerProcess } from "../../../src/cli/workers/worker_process.ts";
import type { Command } from "../../../src/cli/workers/command.ts";
import { Folder } from "../program.ts";

function start(folder: Folder, command: Command, readyTimeout: number): WorkerProcess {
  const place = { number: 7, socket: `${folder.path}/7` };
  return new WorkerProcess({ command, place, slot: 1, readyTimeout });
}

Deno.test("WorkerProcess.ready rejects, and the process is killed, when it takes too long", async () => {
  await using folder = await Folder.make();
  const worker = start(folder, ["sleep", "60"], 20);
  const { message } = await assertRejects(() => worker.ready, Error);
  assertEquals(message, "Worker 7 accepts no calls after 0.02 seconds");
  const { signal, up } = await worker.ended;
  assertEquals([signal, up, worker.accepts, worker.figures], ["SIGKILL", 0, false, undefined]);
  assertEquals(await worker.refresh(1000), false);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

Deno.test("WorkerProcess.ready rejects when the process ends before it accepts calls", async () => {
  await using folder = await Folder.make();
  const worker = start(folder, ["sh", "-c", "exit 3"], 10_000);
  const { message } = await assertRejects(() => worker.ready, Error);
  assertEquals(message, "Worker 7 ended with status 3 before it accepted calls");
  assertEquals((await worker.ended).code, 3);
});

Deno.test("WorkerProcess.drain() kills a process that goes on too long", async () => {
  await using folder = await Folder.make();
  const marker = `${folder.path}/marker`;
  using watcher = Deno.watchFs(folder.path);
  const script = `trap '' TERM; : > ${marker}; exec sleep 60`;
  const worker = start(folder, ["sh", "-c", script], 10_000);
  const refused = assertRejects(() => worker.ready, Error);
  for await (const { paths } of watcher) if (paths.includes(marker)) break;
  worker.drain(20);
  await refused;
  assertEquals((await worker.ended).signal, "SIGKILL");
});

Deno.test("WorkerProcess leaves nothing behind when there is no such program", async () => {
  await using folder = await Folder.make();
  assertThrows(() => start(folder, ["/no/such/program"], 10_000), Deno.errors.NotFound);
  assertEquals(await Array.fromAsync(Deno.readDir(folder.path)), []);
});
