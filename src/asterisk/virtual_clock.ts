import type { Scheduler } from "../asterisk/scheduler.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock that moves only on request: a minute of silence costs no time, and a program runs the
 * same way every time.
 */
export class VirtualClock implements Scheduler {
  #now = 0;
  #nextId = 1;
  #timers = new Map<number, Timer>();

  /** The time since the clock was created, in milliseconds. */
  now(): number {
    return this.#now;
  }

  /** The number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; `Infinity` without timers. */
  get next(): number {
    return this.#first()?.[1].at ?? Infinity;
  }

  /** Calls back after a delay in milliseconds. The function that it returns cancels the call. */
  after(milliseconds: number, callback: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { at: this.#now + milliseconds, callback });
    return () => this.#timers.delete(id);
  }

  /** Resolves after a delay in milliseconds. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Advances to a time, and fires the timers that are due by then. */
  async advance(time: number): Promise<void> {
    do await this.settle(); while (this.step(time));
    this.#now = Math.max(this.#now, time);
  }

  /** Jumps to a time; timers that are due by then fire late. */
  jump(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /**
   * Advances to the next timer and fires it; of several at the same time, the oldest. Returns
   * `false` if none is due until `latest`.
   */
  step(latest: number = Infinity): boolean {
    const first = this.#first();
    if (first === undefined || first[1].at > latest) return false;
    const [id, timer] = first;
    this.#timers.delete(id);
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
    return true;
  }

  /** Waits until all work that is possible at this time is done. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #first(): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) {
      if (first === undefined || entry[1].at < first[1].at) first = entry;
    }
    return first;
  }
}
