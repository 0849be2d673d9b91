import type { Log } from "../log/logging.ts";

/** The steps of a shutdown, for {@linkcode GracefulShutdown}. */
export interface Shutdown {
  /** Reports not ready, so that balancers send no more calls. */
  announce(): void;
  /** Stops accepting calls, and lets those in progress go on. */
  drain(): void;
  /** Ends the calls in progress. */
  end(): void;
}

/**
 * Takes a server from the first signal to its end. A balancer needs time to notice that a server is
 * going away, so calls are still accepted for that long. Each further signal skips to the next
 * step.
 */
export class GracefulShutdown {
  #delay: number;
  #shutdown: Shutdown;
  #log: Log;
  #step: "serving" | "announced" | "draining" = "serving";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Takes the milliseconds between {@linkcode Shutdown.announce} and {@linkcode Shutdown.drain}.
   */
  constructor(delay: number, shutdown: Shutdown, log: Log) {
    this.#delay = delay;
    this.#shutdown = shutdown;
    this.#log = log;
  }

  /** Takes the next step, for a signal. */
  next(): void {
    if (this.#step === "draining") this.#shutdown.end();
    else if (this.#step === "serving" && this.#delay > 0) this.#announce();
    else this.#drain();
  }

  #announce(): void {
    this.#step = "announced";
    this.#shutdown.announce();
    this.#log("info", "draining starts after delay", { delayMs: this.#delay });
    this.#timer = setTimeout(() => this.#drain(), this.#delay);
  }

  #drain(): void {
    this.#step = "draining";
    clearTimeout(this.#timer);
    this.#shutdown.drain();
  }
}
