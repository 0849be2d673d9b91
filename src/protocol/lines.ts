import { AgiProtocolError } from "../errors.ts";
import { ByteBuffer, NO_BYTES } from "./byte_buffer.ts";

const NEWLINE = 0x0a;
const HANGUP_LINE = new TextEncoder().encode("HANGUP\n");

/** How often Asterisk says HANGUP at most. */
const MAX_HANGUPS = 2;

/** The most bytes of a line that surely came in one packet with whatever follows it. */
const ONE_PIECE = 1400;

/**
 * Cuts bytes into lines at `\n`, and at nothing else: a `\r` belongs to its line. Feed it a chunk,
 * take lines until there is none, feed the next. A line that lies within one chunk is not copied,
 * so it is good only until the chunk's memory is used again.
 */
export class Lines {
  #limit: number;
  #chunk: Uint8Array = NO_BYTES;
  #at = 0;
  #lastLength = 0;
  #begun = new ByteBuffer();

  /** Lines of more than `limit` bytes are refused. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Sets the most bytes that a line may have, from the next line on. */
  set limit(bytes: number) {
    this.#limit = bytes;
  }

  /** Whether a line has begun whose end has not come. */
  get begun(): boolean {
    return this.#begun.length > 0;
  }

  /** Gives the next bytes. All lines of the chunk before must have been taken. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /**
   * Takes the next whole line, without its `\n`; `undefined` when more bytes are needed.
   *
   * @throws {AgiProtocolError} If a line is longer than the limit, even before its end has come.
   */
  next(): Uint8Array | undefined {
    const end = this.#chunk.indexOf(NEWLINE, this.#at);
    const piece = this.#chunk.subarray(this.#at, end < 0 ? undefined : end);
    const length = this.#begun.length + piece.length;
    if (length > this.#limit) {
      throw new AgiProtocolError(
        `Cannot read a line of more than ${this.#limit} bytes: ${length} came without an end`,
      );
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
   * Whether the text that the last line belongs to may go on: because more than the HANGUP lines of
   * an ended call has come with it, or because it is so long that the network may have cut it.
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
