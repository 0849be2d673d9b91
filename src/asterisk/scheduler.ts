/** Time as the model knows it: a test gives it a virtual clock. */
export interface Scheduler {
  /** The time, in milliseconds. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/**
 * The one thread that Asterisk gives to a call: it does one thing after the other, and sleeps
 * between them until something happens.
 */
export class Thread {
  #scheduler: Scheduler;
  #wake: (() => void) | undefined;

  /** Makes a thread that lives by this clock. */
  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Something happened: bytes, a digit, a hangup. */
  wake(): void {
    this.#wake?.();
  }

  /** Sleeps until something happens, at the latest until `deadline`. */
  sleep(deadline: number = Infinity): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = deadline === Infinity
      ? undefined
      : this.#scheduler.after(Math.max(0, deadline - this.#scheduler.now()), resolve);
    this.#wake = () => {
      cancel?.();
      resolve();
    };
    return promise;
  }

  /** Sleeps to the end, whatever happens. */
  async work(milliseconds: number): Promise<void> {
    const deadline = this.#scheduler.now() + milliseconds;
    while (this.#scheduler.now() < deadline) await this.sleep(deadline);
  }
}
