import { AgiProtocolError } from "../errors.ts";

/**
 * Limits what all connections of a server buffer together. Each connection has limits of its own, but
 * a thousand peers that each send just less than their limit would still exhaust the memory.
 */
export class MemoryBudget {
  /** The most bytes that may be buffered at a time. */
  readonly limit: number;
  #used = 0;

  /** Makes a budget of `limit` bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** How many bytes are buffered. */
  get used(): number {
    return this.#used;
  }

  /**
   * Takes bytes from the budget, before they are buffered.
   *
   * @throws {AgiProtocolError} If the limit would be exceeded; nothing is taken then.
   */
  take(bytes: number): void {
    if (this.#used + bytes > this.limit) {
      throw new AgiProtocolError(
        `All connections together buffer more than maxBufferedBytes (${this.limit})`,
      );
    }
    this.#used += bytes;
  }

  /** Gives bytes back that are no longer buffered. */
  give(bytes: number): void {
    this.#used -= bytes;
  }
}
