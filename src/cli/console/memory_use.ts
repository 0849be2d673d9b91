/** Maximum that the console keeps of all calls together, in bytes, as a rough estimate. */
const LIMIT = 64 * 1024 * 1024;

/** Counts what the console keeps, so that it can keep less of each call when there are many. */
export class MemoryUse {
  #bytes = 0;
  #limit: number;

  /** `limit` is the number of bytes from which on memory is full. */
  constructor(limit: number = LIMIT) {
    this.#limit = limit;
  }

  /** Adds bytes, or removes them if the number is negative. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nothing more should be kept. */
  get full(): boolean {
    return this.#bytes >= this.#limit;
  }
}
