import { assertEquals } from "@std/assert";
import { type ReloadResult, Reloads } from "../../../src/cli/handlers/reloads.ts";

/** Reloads that the test lets end, one after the other. */
class Stage {
  readonly lines: string[] = [];
  readonly results: ReloadResult[] = [];
  readonly reloads: Reloads;
  #begun = Promise.withResolvers<PromiseWithResolvers<void>>();
  #told = Promise.withResolvers<void>();

  constructor() {
    this.reloads = new Reloads({
      run: () => {
        const run = Promise.withResolvers<void>();
        this.#begun.resolve(run);
        return run.promise;
      },
      log: (level, message, { times, error } = {}) =>
        this.lines.push(`${level} ${message} ${times ?? error}`),
      onResult: (result) => {
        this.results.push(result);
        this.#told.resolve();
      },
    });
  }

  /** Waits until one runs, and ends it. */
  async end(error?: Error): Promise<void> {
    const run = await this.#begun.promise;
    this.#begun = Promise.withResolvers();
    this.#told = Promise.withResolvers();
    if (error === undefined) run.resolve();
    else run.reject(error);
    await this.#told.promise;
  }
}

Deno.test("Reloads.request() joins all requests during a reload into one more reload", async () => {
  const stage = new Stage();
  for (let count = 0; count < 5; count++) stage.reloads.request();
  await stage.end();
  await stage.end();
  stage.reloads.request();
  await stage.end();
  assertEquals(stage.lines, ["info reloaded 1", "info reloaded 2", "info reloaded 3"]);
});

Deno.test("Reloads.request() logs what failed, and goes on", async () => {
  const stage = new Stage();
  stage.reloads.request();
  await stage.end(new Error("Cannot load pin.ts"));
  stage.reloads.request();
  await stage.end();
  assertEquals(stage.results, ["failed", "ok"]);
  assertEquals(stage.lines, [
    "error reload failed, keeping the previous handlers Cannot load pin.ts",
    "info reloaded 1",
  ]);
});

Deno.test("Reloads.stop() lets none begin any more", async () => {
  const stage = new Stage();
  stage.reloads.request();
  stage.reloads.request();
  stage.reloads.stop();
  await stage.end();
  stage.reloads.request();
  await Promise.resolve();
  assertEquals(stage.results, ["ok"]);
});
