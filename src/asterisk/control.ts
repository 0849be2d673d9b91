import { toBytes } from "../protocol/binary.ts";
import type { Thread } from "./scheduler.ts";
import { StdioBuffer } from "./stdio_buffer.ts";
import type { Duplex } from "../transport/duplex.ts";

/** The connection to the AGI, as Asterisk's thread uses it. */
export class Control {
  #thread: Thread;
  #stdio: StdioBuffer;
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  /** Locks both streams and reads all the time, as the kernel does. */
  constructor(duplex: Duplex, options: { thread: Thread; lineLimit: number }) {
    this.#thread = options.thread;
    this.#stdio = new StdioBuffer(options.lineLimit);
    this.#reader = duplex.readable.getReader();
    this.#writer = duplex.writable.getWriter();
    this.#writer.closed.catch(() => {});
    this.#receive();
  }

  /** Whether `poll` reports the descriptor as readable. */
  get readable(): boolean {
    return this.#stdio.readable;
  }

  /** Reads a line, and blocks until it is there, whatever else happens; `""` is the end. */
  async readLine(): Promise<string> {
    let line = this.#stdio.next();
    while (line === undefined) {
      await this.#thread.sleep();
      line = this.#stdio.next();
    }
    return line;
  }

  /** Writes a binary string in one piece. Write errors are ignored. */
  write(binary: string): void {
    this.#writer.write(toBytes(binary)).catch(() => {});
  }

  /** Closes the connection. */
  close(): void {
    this.#writer.close().catch(() => {});
    this.#reader.cancel().catch(() => {});
  }

  async #receive(): Promise<void> {
    try {
      while (true) {
        const { value } = await this.#reader.read();
        if (value === undefined) break;
        this.#stdio.push(value);
        this.#thread.wake();
      }
    } catch {
      // A reset connection reads like a closed one.
    }
    this.#stdio.end();
    this.#thread.wake();
  }
}
