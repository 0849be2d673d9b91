/**
 * A bounded queue that is an async iterable. Leaving a loop over it does not close it.
 */
export class Mailbox<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #most: number;
  #waiting: ((item: IteratorResult<T>) => void)[] = [];
  #over = false;

  /** Creates a queue for at most this many items; items that arrive when it is full are dropped. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Adds an item. */
  push(item: T): void {
    if (this.#over) return;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting({ value: item, done: false });
    else if (this.#items.length < this.#most) this.#items.push(item);
  }

  /** Closes it: readers get the queued items, then the end. */
  end(): void {
    this.#over = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<T>> {
    const [item] = this.#items.splice(0, 1);
    if (item !== undefined) return Promise.resolve({ value: item, done: false });
    if (this.#over) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }
}
