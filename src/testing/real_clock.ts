import type { Scheduler } from "./scheduler.ts";

/** The longest delay that a timer keeps, in milliseconds: more than three weeks. */
const LONGEST = 2 ** 31 - 1;

/** The time of the machine: for an engine that talks to somebody. */
export class RealClock implements Scheduler {
  #begun: number = performance.now();

  /** The time, in milliseconds since the clock was made. */
  now(): number {
    return performance.now() - this.#begun;
  }

  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST));
    return () => clearTimeout(timer);
  }
}
