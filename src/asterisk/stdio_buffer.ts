import { fromBytes } from "../protocol/binary.ts";

/** What the C library reads from a descriptor at once. */
const BLOCK = 4096;

/**
 * The connection as Asterisk sees it: a descriptor wrapped in C's stdio. It waits for input by
 * polling the descriptor, but reads lines from the stdio buffer, which takes from the descriptor
 * whatever is there. So a second line that came together with the first is out of sight in the
 * buffer until more bytes come.
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

  /** Bytes came from the network. */
  push(bytes: Uint8Array): void {
    this.#descriptor += fromBytes(bytes);
  }

  /** The other side sends no more. */
  end(): void {
    this.#ended = true;
  }

  /** What polling the descriptor says: there are bytes that stdio has not taken, or it is at its end. */
  get readable(): boolean {
    return this.#descriptor !== "" || this.#ended;
  }

  /**
   * Takes the next line, with its `\n`; without one if it is as long as the line buffer or cut by
   * the end. `""` is the end, `undefined` means that Asterisk waits in the read for more bytes, blind
   * and deaf for everything else.
   *
   * A NUL ends what C takes for the line, so the next line is put in the place of what followed it.
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
