type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Reuses the buffers of ended calls for new calls. Allocating a typed array costs as much as
 * reading from a socket, and collecting it costs more.
 */
export class BufferPool {
  #size: number;
  #limit: number;
  #spare: Bytes[] = [];

  /** Creates a pool of buffers of `size` bytes that keeps at most `limit` spare ones. */
  constructor(size: number, limit: number) {
    this.#size = size;
    this.#limit = limit;
  }

  /** Number of buffers available for reuse. */
  get spare(): number {
    return this.#spare.length;
  }

  /** Takes a buffer. It still contains the data of its previous owner. */
  take(): Bytes {
    return this.#spare.pop() ?? new Uint8Array(this.#size);
  }

  /** Returns a buffer to the pool. The caller must not use it afterwards. */
  give(buffer: Bytes): void {
    if (this.#spare.length < this.#limit) this.#spare.push(buffer);
  }
}
