import type { Log } from "../log/logging.ts";

/** The results of a reload. */
export const RELOAD_RESULTS = ["ok", "failed"] as const;

/** The result of a reload. */
export type ReloadResult = typeof RELOAD_RESULTS[number];

/** Logged if a failed reload changes nothing. */
const FAILURE = "reload failed, keeping the previous handlers";

/** Options of {@linkcode Reloads}. */
export interface ReloadsOptions {
  /** Reloads once. What it throws is logged. */
  run: () => Promise<void>;
  /** The message to log for a failure; by default that the previous handlers stay. */
  failure?: string;
  log: Log;
  /** Called before each reload. */
  onStart?: (() => void) | undefined;
  /** Called with the result of each reload, and with the error of one that failed. */
  onResult?: ((result: ReloadResult, error?: unknown) => void) | undefined;
}

/** Runs reloads one by one. Any number of requests during one reload cause one more. */
export class Reloads {
  #options: ReloadsOptions;
  #running = false;
  #again = false;
  #stopped = false;
  #times = 0;

  constructor(options: ReloadsOptions) {
    this.#options = options;
  }

  /** Requests a reload. */
  request(): void {
    if (this.#running) this.#again = true;
    else this.#run();
  }

  /** Starts no more reloads. */
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
    const { run, log, onStart, onResult, failure = FAILURE } = this.#options;
    onStart?.();
    try {
      await run();
      log("info", "reloaded", { times: ++this.#times });
      onResult?.("ok");
    } catch (error) {
      if (this.#stopped) return;
      log("error", failure, {
        error: error instanceof Error ? error.message : `${error}`,
      });
      onResult?.("failed", error);
    }
  }
}

/**
 * Catches SIGHUP from the start of the program, since it would end the process by default. A signal
 * that comes before anything can be reloaded is remembered.
 */
export class ReloadSignal {
  #onSignal: (() => void) | undefined;
  #came = false;

  /** Starts to catch the signal. */
  constructor() {
    Deno.addSignalListener("SIGHUP", () => {
      if (this.#onSignal === undefined) this.#came = true;
      else this.#onSignal();
    });
  }

  /** Calls `onSignal` for each signal from now on, and at once if one has come already. */
  follow(onSignal: () => void): void {
    this.#onSignal = onSignal;
    if (this.#came) onSignal();
  }
}
