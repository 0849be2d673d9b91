import type { Log } from "../log/logging.ts";

/** How a reload can go. */
export const RELOAD_RESULTS = ["ok", "failed"] as const;

/** How a reload went. */
export type ReloadResult = typeof RELOAD_RESULTS[number];

/** What a failure means where it is all or nothing. */
const FAILURE = "cannot reload, what was loaded before stays";

/** Options of {@linkcode Reloads}. */
export interface ReloadsOptions {
  /** Does it. What it throws is logged. */
  run: () => Promise<void>;
  /** What is logged where it fails; by default that all stays, as it must then. */
  failure?: string;
  log: Log;
  /** Told how each went. */
  onResult?: ((result: ReloadResult) => void) | undefined;
}

/** Reloads one after the other. However many are asked for while one runs, one more follows. */
export class Reloads {
  #options: ReloadsOptions;
  #running = false;
  #again = false;
  #stopped = false;
  #times = 0;

  constructor(options: ReloadsOptions) {
    this.#options = options;
  }

  /** Asks for one. */
  request(): void {
    if (this.#running) this.#again = true;
    else this.#run();
  }

  /** Lets none begin any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again);
    this.#running = false;
  }

  async #once(): Promise<void> {
    if (this.#stopped) return;
    const { run, log, onResult, failure = FAILURE } = this.#options;
    try {
      await run();
      log("info", "reloaded", { times: ++this.#times });
      onResult?.("ok");
    } catch (error) {
      if (this.#stopped) return;
      log("error", failure, {
        error: error instanceof Error ? error.message : `${error}`,
      });
      onResult?.("failed");
    }
  }
}
