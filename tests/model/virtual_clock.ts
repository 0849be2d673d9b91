import { setImmediate } from "node:timers";
import type { Scheduler } from "./scheduler.ts";

interface Timer {
  readonly at: number;
  /** Whether it was made by `setTimeout`. */
  readonly global: boolean;
  readonly callback: () => void;
}

/**
 * A clock that goes only when it is told to. While it is installed it is also what `setTimeout`,
 * `clearTimeout` and `performance.now` use, so a minute of silence costs nothing, and the same
 * program takes the same course each time.
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

  /** The number of those that were made by `setTimeout`. */
  get pendingGlobal(): number {
    return [...this.#timers.values()].filter(({ global }) => global).length;
  }

  /** Calls back after so many milliseconds. */
  after(milliseconds: number, callback: () => void): () => void {
    const id = this.#add({ at: this.#now + milliseconds, global: false, callback });
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

  /**
   * Goes on to the next timer and fires it; of several at the same time the oldest. Returns `false`
   * if there is none until `latest`.
   */
  step(latest: number = Infinity): boolean {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) {
      if (first === undefined || entry[1].at < first[1].at) first = entry;
    }
    if (first === undefined || first[1].at > latest) return false;
    const [id, timer] = first;
    this.#timers.delete(id);
    this.#now = timer.at;
    timer.callback();
    return true;
  }

  /** Waits until everything that can happen at this time has happened. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Replaces the global clock by this one until what it returns is disposed of. */
  install(): Disposable {
    const { setTimeout, clearTimeout } = globalThis;
    const replaced = {
      setTimeout: (callback: () => void, milliseconds = 0) =>
        this.#add({ at: this.#now + Math.max(0, milliseconds), global: true, callback }),
      clearTimeout: (id: number | undefined) => this.#timers.delete(id ?? 0),
    };
    Object.assign(globalThis, replaced);
    Object.defineProperty(performance, "now", { configurable: true, value: () => this.#now });
    return {
      [Symbol.dispose]: () => {
        Object.assign(globalThis, { setTimeout, clearTimeout });
        Reflect.deleteProperty(performance, "now");
      },
    };
  }

  #add(timer: Timer): number {
    const id = this.#nextId++;
    this.#timers.set(id, timer);
    return id;
  }
}
