/** Number of consecutive refusals without a delay. */
const FREE = 10;

/** Maximum delay of a refusal, in milliseconds. */
const MAX_DELAY = 1000;

/** Number of consecutive refusals after which the handler counts as stuck in a loop. */
const LIMIT = 100;

/**
 * Slows down a handler that catches every error and retries. A refusal is a microtask, and a loop
 * of microtasks blocks the whole process: other calls, signals and timers. From the eleventh
 * consecutive refusal on, each waits for a timer, 1 ms longer than the previous one.
 */
export class Refusals {
  #count = 0;

  /** Whether the handler must be stuck in a loop. */
  get excessive(): boolean {
    return this.#count >= LIMIT;
  }

  /** Starts counting again: a command was answered. */
  reset(): void {
    this.#count = 0;
  }

  /** Counts a refusal. Returns its delay in milliseconds. */
  next(): number {
    this.#count++;
    return Math.min(Math.max(0, this.#count - FREE), MAX_DELAY);
  }
}

/** The message for a handler that is stuck in a loop. */
export const EXCESSIVE: string = `The handler sent ${LIMIT} commands after the hangup`;
