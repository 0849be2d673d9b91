import type { Scheduler } from "../asterisk/scheduler.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock that goes only when it is told to: a minute of silence costs nothing, and the same program
 * takes the same course each time.
 */
export class VirtualClock implements Scheduler {
  #now = 0;
  #nextId = 1;
  #timers = new Map<number, Timer>();

  /** The time, in milliseconds since the clock was made. */
  now(): number {
    return this.#now;
  }

  /** The number of timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; `Infinity` if there is none. */
  get next(): number {
    return this.#first()?.[1].at ?? Infinity;
  }

  /** Calls back after so many milliseconds. */
  after(milliseconds: number, callback: () => void): () => void {
    const id = this.#nextId++;
    this.#timers.set(id, { at: this.#now + milliseconds, callback });
    return () => this.#timers.delete(id);
  }

  /** Resolves after so many milliseconds. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Goes on to a time, and fires what is due until then. */
  async advance(time: number): Promise<void> {
    do await this.settle(); while (this.step(time));
    this.#now = Math.max(this.#now, time);
  }

  /** Goes on to a time at once; timers that are due by then are late. */
  jump(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /**
   * Goes on to the next timer and fires it; of several at the same time the oldest. Returns `false`
   * if there is none until `latest`.
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

  /** Waits until everything that can happen at this time has happened. */
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
