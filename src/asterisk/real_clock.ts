import { timerDelay } from "../transport/timer_delay.ts";
import type { Scheduler } from "./scheduler.ts";

/** The time of the machine, for an engine with a real peer. */
export class RealClock implements Scheduler {
  #begun: number = performance.now();

  /** The time since the clock was created, in milliseconds. */
  now(): number {
    return performance.now() - this.#begun;
  }

  /** Calls back after a delay in milliseconds. The function that it returns cancels the call. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = setTimeout(callback, timerDelay(milliseconds));
    return () => clearTimeout(timer);
  }
}
