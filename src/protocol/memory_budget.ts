import { AgiProtocolError } from "../errors.ts";

/**
 * Limits the total memory that the connections of a server buffer. Each connection has its own
 * limits, but a thousand peers that each stay just below them could still exhaust the memory.
 */
export class MemoryBudget {
  /** Maximum number of buffered bytes. */
  readonly #limit: number;
  #used = 0;

  /** Creates a budget of `limit` bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of bytes buffered now. */
  get used(): number {
    return this.#used;
  }

  /**
   * Reserves bytes before they are buffered.
   *
   * @throws {AgiProtocolError} If that would exceed the limit; then nothing is reserved.
   */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit) {
      throw new AgiProtocolError(
        `The buffers of all connections exceed maxBufferedBytes (${this.#limit})`,
      );
    }
    this.#used += bytes;
  }

  /** Releases bytes that are no longer buffered. */
  give(bytes: number): void {
    this.#used -= bytes;
  }
}
