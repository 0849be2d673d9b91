/** The clock of the simulator: virtual in tests. */
export interface Scheduler {
  /** The time, in milliseconds. */
  now(): number;
  /** Calls back after a delay in milliseconds. The function that it returns cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
}

/**
 * The thread that Asterisk runs a call on: it does one thing at a time, and sleeps in between until
 * an event wakes it.
 */
export class Thread {
  #scheduler: Scheduler;
  #wake: (() => void) | undefined;

  /** Creates a thread on this clock. */
  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Wakes the thread: bytes, a digit or a hangup arrived. */
  wake(): void {
    this.#wake?.();
  }

  /** Sleeps until an event or `deadline`. */
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

  /** Sleeps the whole time, whatever happens. */
  async work(milliseconds: number): Promise<void> {
    const deadline = this.#scheduler.now() + milliseconds;
    while (this.#scheduler.now() < deadline) await this.sleep(deadline);
  }
}
