import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Log } from "../../../src/cli/log/logging.ts";
import type { WorkerCommand } from "../../../src/cli/workers/command.ts";
import {
  Pool,
  type PoolOptions,
  watch,
  type WatchedWorker,
} from "../../../src/cli/workers/pool.ts";
import type { WorkerEnd } from "../../../src/cli/workers/worker_process.ts";
import { DEAF } from "./deaf.ts";

/** A pool, and what it logs. */
class Scene {
  readonly pool: Pool;
  readonly lines: string[] = [];
  #next = Promise.withResolvers<void>();

  constructor(options: Partial<PoolOptions> & { command: WorkerCommand }) {
    const log: Log = (level, message, fields) => {
      this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
      this.#next.resolve();
      this.#next = Promise.withResolvers();
    };
    this.pool = new Pool({ log, size: 1, drainTimeout: 60_000, ...options });
  }

  async logged(text: string): Promise<void> {
    while (!this.lines.some((line) => line.startsWith(text))) await this.#next.promise;
  }

  /** Ends it with workers that do not end by themselves. */
  async end(): Promise<void> {
    const stopped = this.pool.stop();
    for (const worker of this.pool.workers) worker.kill();
    await stopped;
  }
}

Deno.test("Pool kills an unresponsive worker and replaces it", async () => {
  const scene = new Scene({ command: DEAF, pings: { interval: 20, misses: 3 } });
  let losses = 0;
  scene.pool.onLoss = () => losses++;
  await scene.pool.start();
  await scene.logged('error worker unresponsive, killing it {"worker":1,"silentMs":60}');
  await scene.logged('error worker died {"worker":1,"signal":"SIGKILL"}');
  await scene.logged('debug worker started {"worker":2,');
  assertEquals(losses, 1);
  await scene.end();
});

for (const [which, size] of [["the first", 1], ["another", 2]] as const) {
  Deno.test(`Pool.start() resolves when it is stopped while ${which} worker starts`, async () => {
    const [executable, ...args] = DEAF;
    const last =
      `case "$TIPRING_WORKER" in *\'"number":${size}\'*) exec sleep 60;; esac; exec "$0" "$@"`;
    const command: WorkerCommand = ["sh", "-c", last, executable, ...args];
    const scene = new Scene({ command, size });
    const started = scene.pool.start();
    await scene.logged(`debug worker started {"worker":${size},`);
    const stopped = scene.pool.stop();
    await started;
    for (const worker of scene.pool.workers) worker.kill();
    await stopped;
    assertEquals(scene.pool.accepting, 0);
  });
}

Deno.test("Pool.replaceAll() goes on if a replaced worker does not stop listening", async () => {
  const scene = new Scene({ command: DEAF, closeTimeout: 20 });
  await scene.pool.start();
  await scene.pool.replaceAll();
  assert(
    scene.lines.includes('error replaced worker is still listening; continuing {"worker":1}'),
  );
  await scene.end();
});

Deno.test("Pool.replaceAll() says how many workers were replaced where one cannot begin", async () => {
  const [executable, ...args] = DEAF;
  const until3 = 'case "$TIPRING_WORKER" in *\'"number":4\'*) exit 3;; esac; exec "$0" "$@"';
  const command: WorkerCommand = ["sh", "-c", until3, executable, ...args];
  const scene = new Scene({ command, size: 2, closeTimeout: 20 });
  await scene.pool.start();
  const { message } = await assertRejects(() => scene.pool.replaceAll(), Error);
  assertEquals(
    message,
    "1 of 2 workers have the new handlers; " +
      "Worker 4 exited with status 3 before it accepted calls",
  );
  assertEquals(scene.pool.accepting, 2);
  await scene.end();
});

Deno.test("watch() kills a worker only after several unanswered pings in a row", async () => {
  const end = Promise.withResolvers<WorkerEnd>();
  const answers = [false, false, true, false, false, false, false];
  let asked = 0;
  const worker: WatchedWorker = {
    number: 7,
    ended: end.promise,
    refresh: () => Promise.resolve(answers[asked++] ?? false),
    kill: () => end.resolve({ code: 137, signal: "SIGKILL", up: 1, routes: {} }),
  };
  const logged: unknown[] = [];
  watch(worker, { interval: 2, misses: 3 }, (...line) => logged.push(line));
  await end.promise;
  assertEquals(asked, 6);
  const fields = { worker: 7, silentMs: 6 };
  assertEquals(logged, [["error", "worker unresponsive, killing it", fields]]);
});
