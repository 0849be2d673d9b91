/** How many commands in a row are refused at once. */
const FREE = 10;

/** The longest that a refusal is put off, in milliseconds. */
const MAX_DELAY = 1000;

/** After how many refusals in a row a handler is taken for one that will not end. */
const LIMIT = 100;

/**
 * Slows down a handler that catches every error and tries again. A refusal is a microtask, and a loop
 * of microtasks stops the whole process: no other call, no signal, no timer. From the eleventh in a
 * row on each refusal waits for a timer, 1 ms longer than the one before.
 */
export class Refusals {
  #count = 0;

  /** Whether so many were refused in a row that the handler must be in a loop. */
  get excessive(): boolean {
    return this.#count >= LIMIT;
  }

  /** A command was answered: the next refusal begins a new row. */
  reset(): void {
    this.#count = 0;
  }

  /** Counts a refusal. Returns how many milliseconds it is to be put off. */
  next(): number {
    this.#count++;
    return Math.min(Math.max(0, this.#count - FREE), MAX_DELAY);
  }
}

/** What is said of a handler whose commands were refused that often. */
export const EXCESSIVE: string = `The handler sent ${LIMIT} commands after the hangup`;
