import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Log } from "../../../src/cli/log/logging.ts";
import type { Command } from "../../../src/cli/workers/command.ts";
import { Crew, type CrewOptions } from "../../../src/cli/workers/crew.ts";
import { DEAF } from "./deaf.ts";

/** A crew, and what it logs. */
class Scene {
  readonly crew: Crew;
  readonly lines: string[] = [];
  #next = Promise.withResolvers<void>();

  constructor(options: Partial<CrewOptions> & { command: Command }) {
    const log: Log = (level, message, fields) => {
      this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
      this.#next.resolve();
      this.#next = Promise.withResolvers();
    };
    this.crew = new Crew({ log, size: 1, drainTimeout: 60_000, ...options });
  }

  async logged(text: string): Promise<void> {
    while (!this.lines.some((line) => line.startsWith(text))) await this.#next.promise;
  }

  /** Ends it with workers that do not end by themselves. */
  async end(): Promise<void> {
    const stopped = this.crew.stop();
    for (const worker of this.crew.workers) worker.kill();
    await stopped;
  }
}

Deno.test("Crew kills a worker that answers no more, and it gets a successor", async () => {
  const scene = new Scene({ command: DEAF, patience: { interval: 20, questions: 3 } });
  let losses = 0;
  scene.crew.onLoss = () => losses++;
  await scene.crew.start();
  await scene.logged('error worker answers no more, and is killed {"worker":1,"silentMs":60}');
  await scene.logged('error worker died {"worker":1,"signal":"SIGKILL"}');
  await scene.logged('debug worker begins {"worker":2,');
  assertEquals(losses, 1);
  await scene.end();
});

Deno.test("Crew.replaceAll() does not wait for ever until a replaced worker listens no more", async () => {
  const scene = new Scene({ command: DEAF, closeTimeout: 20 });
  await scene.crew.start();
  await scene.crew.replaceAll();
  assert(
    scene.lines.includes('error replaced worker still listens, goes on without it {"worker":1}'),
  );
  await scene.end();
});

Deno.test("Crew.replaceAll() says how many workers were replaced where one cannot begin", async () => {
  const [executable, ...args] = DEAF;
  const until3 = 'case "$TIPRING_WORKER" in *\'"number":4\'*) exit 3;; esac; exec "$0" "$@"';
  const command: Command = ["sh", "-c", until3, executable, ...args];
  const scene = new Scene({ command, size: 2, closeTimeout: 20 });
  await scene.crew.start();
  const { message } = await assertRejects(() => scene.crew.replaceAll(), Error);
  assertEquals(
    message,
    "1 of 2 workers have the new handlers; " +
      "Worker 4 ended with status 3 before it accepted calls",
  );
  assertEquals(scene.crew.accepting, 2);
  await scene.end();
});
