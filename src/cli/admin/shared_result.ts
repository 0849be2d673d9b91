/** How long after a computation the next may begin, in milliseconds. */
const INTERVAL = 1000;

/**
 * Computes something at most once a second, however many ask for it. Those who ask in between wait
 * for the next computation and share its result, so that none is older than its question.
 */
export class SharedResult<T> {
  #compute: () => Promise<T>;
  #interval: number;
  #next: Promise<T> | undefined;
  #last = -Infinity;

  /** Takes what computes it. */
  constructor(compute: () => Promise<T>, interval: number = INTERVAL) {
    this.#compute = compute;
    this.#interval = interval;
  }

  /** The result of the next computation. */
  get(): Promise<T> {
    return this.#next ??= this.#computeNext();
  }

  async #computeNext(): Promise<T> {
    const wait = this.#last + this.#interval - performance.now();
    // Calls that are ready go first, also where there is nothing to wait for.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
    this.#last = performance.now();
    this.#next = undefined;
    return await this.#compute();
  }
}
