import type { MemoryBudget } from "./memory_budget.ts";

/** An empty array of bytes, shared because it has nothing to modify. */
export const NO_BYTES: Uint8Array<ArrayBuffer> = new Uint8Array(0);

/**
 * A growable buffer of bytes. Appending takes amortized constant time per byte, and the buffer uses
 * at most twice the memory of its contents.
 */
export class ByteBuffer {
  #budget: MemoryBudget | undefined;
  #bytes = NO_BYTES;
  #length = 0;

  /** Creates an empty buffer. Its memory counts toward the budget. */
  constructor(budget?: MemoryBudget) {
    this.#budget = budget;
  }

  /** The number of bytes held. */
  get length(): number {
    return this.#length;
  }

  /** The bytes held, valid until the next append. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Appends a copy of `bytes`.
   *
   * @throws {AgiProtocolError} If the budget is exceeded.
   */
  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const size = Math.max(length, 2 * this.#bytes.length);
      this.#budget?.take(size - this.#bytes.length);
      const grown = new Uint8Array(size);
      grown.set(this.view);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** Returns all bytes and empties the buffer. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = this.view;
    this.clear();
    return bytes;
  }

  /** Discards all bytes. */
  clear(): void {
    this.#budget?.give(this.#bytes.length);
    this.#bytes = NO_BYTES;
    this.#length = 0;
  }
}
