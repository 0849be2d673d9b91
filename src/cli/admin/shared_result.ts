/**
 * Computes something at most once in an interval, however many ask for it. Those who ask in between wait
 * for the next computation and share its result, so that none is older than its question.
 */
export class SharedResult<T> {
  #compute: () => Promise<T>;
  #interval: number;
  #next: Promise<T> | undefined;
  #last = -Infinity;

  /** Takes what computes it, and the milliseconds between the beginnings of two computations. */
  constructor(compute: () => Promise<T>, interval: number) {
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
