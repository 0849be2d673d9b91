/** How many lines of a call are written at once. */
const BURST = 100;

/** How many lines of a call are written in a second after that. */
const RATE = 10;

/** Rate limit for the lines of one call: a handler in a loop must not fill a disk. */
export class LineLimit {
  #now: () => number;
  #left = BURST;
  #since: number;
  #suppressed = 0;
  /** Whether a line was ever suppressed. */
  exceeded = false;

  /** Starts with a clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** Returns the number of lines suppressed before this one; `undefined` to suppress this one. */
  pass(): number | undefined {
    const now = this.#now();
    this.#left = Math.min(BURST, this.#left + (now - this.#since) * RATE / 1000);
    this.#since = now;
    if (this.#left < 1) {
      this.#suppressed++;
      this.exceeded = true;
      return undefined;
    }
    this.#left--;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return suppressed;
  }
}
