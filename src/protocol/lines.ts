import { AgiProtocolError } from "../errors.ts";
import { ByteBuffer, NO_BYTES } from "./byte_buffer.ts";
import type { MemoryBudget } from "./memory_budget.ts";

const NEWLINE = 0x0a;
const HANGUP_LINE = new TextEncoder().encode("HANGUP\n");

/** Asterisk sends at most this many HANGUP lines per call. */
const MAX_HANGUPS = 2;

/** A text of at most this many bytes arrives in one packet together with what follows it. */
export const ONE_PIECE = 1400;

/**
 * Splits bytes into lines at `\n` only: a `\r` is part of its line. Feed it a chunk, take lines
 * until there are none, then feed the next chunk. A line within one chunk is not copied, so it is
 * valid only until the chunk's memory is reused.
 */
export class Lines {
  readonly #limit: number;
  #chunk: Uint8Array = NO_BYTES;
  #at = 0;
  #lastLength = 0;
  #begun: ByteBuffer;

  /**
   * Creates a splitter that accepts lines of up to `limit` bytes. The budget limits what it
   * buffers.
   */
  constructor(limit: number, budget?: MemoryBudget) {
    this.#limit = limit;
    this.#begun = new ByteBuffer(budget);
  }

  /** Whether the end of the current line has not arrived yet. */
  get begun(): boolean {
    return this.#begun.length > 0;
  }

  /** Discards an unfinished line. */
  clear(): void {
    this.#begun.clear();
  }

  /** Sets the next chunk. All lines of the previous chunk must have been taken. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /**
   * Returns the next complete line without its `\n`, or `undefined` if more bytes are needed.
   *
   * @throws {AgiProtocolError} If a line exceeds the limit, even before its end has arrived.
   */
  next(): Uint8Array | undefined {
    const end = this.#chunk.indexOf(NEWLINE, this.#at);
    const piece = this.#chunk.subarray(this.#at, end < 0 ? undefined : end);
    const length = this.#begun.length + piece.length;
    if (length > this.#limit) {
      throw new AgiProtocolError(`A line from Asterisk exceeds ${this.#limit} bytes`);
    }
    if (end < 0) {
      if (piece.length > 0) this.#begun.append(piece);
      this.#at = this.#chunk.length;
      return undefined;
    }
    this.#at = end + 1;
    this.#lastLength = length;
    if (this.#begun.length === 0) return piece;
    this.#begun.append(piece);
    return this.#begun.take();
  }

  /**
   * Whether the text of the last line may continue on the next line: either more than the HANGUP
   * lines of an ended call arrived with it, or it is so long that the network may have split it.
   */
  get mayGoOn(): boolean {
    const rest = this.#chunk.length - this.#at;
    if (rest > MAX_HANGUPS * HANGUP_LINE.length || this.#lastLength > ONE_PIECE) return true;
    for (let i = 0; i < rest; i++) {
      if (this.#chunk[this.#at + i] !== HANGUP_LINE[i % HANGUP_LINE.length]) return true;
    }
    return false;
  }
}
