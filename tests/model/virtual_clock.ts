import { VirtualClock as EngineClock } from "../../src/asterisk/virtual_clock.ts";

/**
 * The engine's clock, which can take the place of the global one as well: while it is installed it is
 * also what `setTimeout`, `clearTimeout` and `performance.now` use, so a minute of silence costs
 * nothing, and the same program takes the same course each time.
 */
export class VirtualClock extends EngineClock {
  #nextId = 1;
  #globals = new Map<number, () => void>();

  /** The number of timers that were made by `setTimeout`. */
  get pendingGlobal(): number {
    return this.#globals.size;
  }

  /** Replaces the global clock by this one until what it returns is disposed of. */
  install(): Disposable {
    const { setTimeout, clearTimeout } = globalThis;
    const replaced = {
      setTimeout: (callback: () => void, milliseconds = 0) => this.#set(callback, milliseconds),
      clearTimeout: (id: number | undefined) => this.#clear(id ?? 0),
    };
    Object.assign(globalThis, replaced);
    Object.defineProperty(performance, "now", { configurable: true, value: () => this.now() });
    return {
      [Symbol.dispose]: () => {
        Object.assign(globalThis, { setTimeout, clearTimeout });
        Reflect.deleteProperty(performance, "now");
      },
    };
  }

  #set(callback: () => void, milliseconds: number): number {
    const id = this.#nextId++;
    const cancel = this.after(Math.max(0, milliseconds), () => {
      this.#globals.delete(id);
      callback();
    });
    this.#globals.set(id, cancel);
    return id;
  }

  #clear(id: number): void {
    this.#globals.get(id)?.();
    this.#globals.delete(id);
  }
}
