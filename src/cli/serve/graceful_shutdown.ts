import type { Log } from "../log/logging.ts";

/** What {@linkcode DrainDelay} does at the steps of a shutdown. */
export interface Shutdown {
  /** Tells balancers to send no more calls. */
  announce(): void;
  /** Accepts no more calls, and lets those in progress go on. */
  drain(): void;
  /** Ends the calls in progress. */
  end(): void;
}

/**
 * The way from the first signal to the end. A balancer needs time to notice that a server goes away,
 * and the calls that come until then must not be lost: they are accepted for so long. Each further
 * signal goes one step on.
 */
export class DrainDelay {
  #delay: number;
  #shutdown: Shutdown;
  #log: Log;
  #step: "serving" | "announced" | "draining" = "serving";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the milliseconds between {@linkcode Shutdown.announce} and {@linkcode Shutdown.drain}. */
  constructor(delay: number, shutdown: Shutdown, log: Log) {
    this.#delay = delay;
    this.#shutdown = shutdown;
    this.#log = log;
  }

  /** Goes one step on, for a signal. */
  next(): void {
    if (this.#step === "draining") this.#shutdown.end();
    else if (this.#step === "serving" && this.#delay > 0) this.#announce();
    else this.#drain();
  }

  #announce(): void {
    this.#step = "announced";
    this.#shutdown.announce();
    this.#log("info", "about to shut down", { seconds: this.#delay / 1000 });
    this.#timer = setTimeout(() => this.#drain(), this.#delay);
  }

  #drain(): void {
    this.#step = "draining";
    clearTimeout(this.#timer);
    this.#shutdown.drain();
  }
}
