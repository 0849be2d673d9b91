import type { Duplex } from "../../src/transport/duplex.ts";
import type { Ends } from "../../src/transport/ends_duplex.ts";
import { spareBuffers } from "./spare_buffers.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How many bytes a write takes at most. */
const PART = 50;

/**
 * The ends of a connection, as a socket has them: reads and writes use the memory they are given until
 * they end, a write takes part of the bytes, and closing makes a pending read fail.
 */
export class LinkEnds implements Ends {
  /** What the owner did wrong. */
  readonly faults: string[] = [];
  #reader: ReadableStreamDefaultReader<Bytes>;
  #writer: WritableStreamDefaultWriter<Bytes>;
  #rest: Bytes = new Uint8Array();
  #open = true;

  /** Takes over one end of a link. */
  constructor({ readable, writable }: Duplex) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => {});
  }

  async read(target: Uint8Array): Promise<number | null> {
    if (this.#open && this.#rest.length === 0) {
      const { value, done } = await this.#reader.read();
      this.#checkMemory(target, "read");
      if (done && this.#open) return null;
      this.#rest = value ?? this.#rest;
    }
    this.#checkOpen();
    const taken = this.#rest.subarray(0, target.length);
    target.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }

  async write(bytes: Uint8Array): Promise<number> {
    // The platform copies the bytes some time after the call.
    for (let count = 0; count < 5; count++) await Promise.resolve();
    this.#checkMemory(bytes, "write");
    this.#checkOpen();
    const taken = new Uint8Array(bytes.subarray(0, PART));
    await this.#writer.write(taken);
    return taken.length;
  }

  closeWrite(): Promise<void> {
    return this.#writer.close();
  }

  close(): void {
    this.#open = false;
    this.#writer.abort().catch(() => {});
    this.#reader.cancel().catch(() => {});
  }

  #checkOpen(): void {
    if (!this.#open) throw new Deno.errors.BadResource("The connection is closed");
  }

  #checkMemory({ buffer }: Uint8Array, use: string): void {
    if (spareBuffers().some((spare) => spare.buffer === buffer)) {
      this.faults.push(`A ${use} uses memory that is in the pool`);
    }
  }
}
