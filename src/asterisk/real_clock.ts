import { timerDelay } from "../transport/timer_delay.ts";
import type { Scheduler } from "./scheduler.ts";

/** The time of the machine: for an engine that talks to somebody. */
export class RealClock implements Scheduler {
  #begun: number = performance.now();

  /** The time, in milliseconds since the clock was made. */
  now(): number {
    return performance.now() - this.#begun;
  }

  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = setTimeout(callback, timerDelay(milliseconds));
    return () => clearTimeout(timer);
  }
}
