import { fromBytes } from "../protocol/binary.ts";

/** The block that the C library reads from a descriptor, in bytes. */
const BLOCK = 4096;

/**
 * The connection as Asterisk sees it: a descriptor wrapped in C's stdio. Asterisk polls the
 * descriptor for input, but reads lines from the stdio buffer, which takes all available bytes from
 * the descriptor. So a second line that arrived together with the first stays unnoticed in the
 * buffer until more bytes arrive.
 */
export class StdioBuffer {
  #limit: number;
  #descriptor = "";
  #ended = false;
  #buffer = "";
  #line = "";

  /** `limit` is the size of Asterisk's line buffer: 8192 today, 2048 in older versions. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds bytes from the network. */
  push(bytes: Uint8Array): void {
    this.#descriptor += fromBytes(bytes);
  }

  /** Reports the end of the input. */
  end(): void {
    this.#ended = true;
  }

  /**
   * Whether `poll` reports the descriptor as readable: bytes that stdio has not taken, or the end.
   */
  get readable(): boolean {
    return this.#descriptor !== "" || this.#ended;
  }

  /**
   * Takes the next line, with its `\n`, or without one if it fills the line buffer or the input
   * ends. `""` is the end; `undefined` means that Asterisk blocks in the read until more bytes
   * arrive, and reacts to nothing else.
   *
   * A NUL ends the line for C, so the next line overwrites what followed the NUL.
   */
  next(): string | undefined {
    while (true) {
      if (this.#buffer === "") {
        this.#buffer = this.#descriptor.slice(0, BLOCK);
        this.#descriptor = this.#descriptor.slice(BLOCK);
      }
      if (this.#buffer === "") return this.#ended ? this.#take() : undefined;
      const newline = this.#buffer.indexOf("\n");
      const room = this.#limit - 1 - this.#line.length;
      const length = Math.min(newline < 0 ? this.#buffer.length : newline + 1, room);
      this.#line += this.#buffer.slice(0, length);
      this.#buffer = this.#buffer.slice(length);
      const full = this.#line.length === this.#limit - 1;
      if (!full && !this.#line.endsWith("\n")) continue;
      this.#line = this.#line.replace(/\0[^]*/, "");
      if (full || this.#line.endsWith("\n")) return this.#take();
    }
  }

  #take(): string {
    const line = this.#line;
    this.#line = "";
    return line;
  }
}
