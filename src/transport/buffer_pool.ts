type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Keeps the buffers of calls that are over for the calls that come next. Making a typed array costs
 * as much as reading from a socket, and collecting it costs more.
 */
export class BufferPool {
  #size: number;
  #limit: number;
  #spare: Bytes[] = [];

  /** Makes a pool of buffers of `size` bytes that keeps at most `limit` of them. */
  constructor(size: number, limit: number) {
    this.#size = size;
    this.#limit = limit;
  }

  /** How many buffers wait to be used again. */
  get spare(): number {
    return this.#spare.length;
  }

  /** Takes a buffer. It holds whatever the one who had it before left in it. */
  take(): Bytes {
    return this.#spare.pop() ?? new Uint8Array(this.#size);
  }

  /** Gives a buffer back. From then on the giver must neither read nor write it. */
  give(buffer: Bytes): void {
    if (this.#spare.length < this.#limit) this.#spare.push(buffer);
  }
}
