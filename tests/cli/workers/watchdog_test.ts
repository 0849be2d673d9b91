import { assertEquals } from "@std/assert";
import { watch, type WatchedWorker } from "../../../src/cli/workers/watchdog.ts";
import type { WorkerEnd } from "../../../src/cli/workers/worker_process.ts";

Deno.test("watch() kills a worker only after so many questions in a row without an answer", async () => {
  const logged: unknown[] = [];
  const end = Promise.withResolvers<WorkerEnd>();
  const answers = [false, false, true, false, false, false, false];
  let asked = 0;
  const worker: WatchedWorker = {
    number: 7,
    ended: end.promise,
    refresh: () => Promise.resolve(answers[asked++] ?? false),
    kill() {
      logged.push("killed");
      end.resolve({ code: 137, signal: "SIGKILL", up: 1 });
    },
  };
  watch(worker, { interval: 2, questions: 3 }, (...line) => logged.push(line));
  await end.promise;
  assertEquals(asked, 6);
  const fields = { worker: 7, silentMs: 6 };
  // The log may be what holds everything up.
  assertEquals(logged, ["killed", ["error", "worker answers no more, and is killed", fields]]);
});
