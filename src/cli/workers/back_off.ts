/** The first delay, in milliseconds. */
const FIRST = 100;

/** The longest, in milliseconds. */
const LONGEST = 30_000;

/** How long a worker must have been up to count as one that works, in milliseconds. */
const WORKS = 30_000;

/** How long to wait before the next start: longer each time, so that a crash at start is no storm. */
export class BackOff {
  #delay = FIRST;

  /** The delay in milliseconds, after a worker that was up for so many milliseconds. */
  next(up: number): number {
    if (up >= WORKS) this.#delay = FIRST;
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, LONGEST);
    return delay;
  }
}
