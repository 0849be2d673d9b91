import { NO_BYTES } from "../protocol/byte_buffer.ts";
import { encodeText } from "../protocol/text.ts";
import { closeEnds, type Ends, EndsDuplex, writeAll } from "./ends_duplex.ts";
import { BufferPool } from "./buffer_pool.ts";
import { type ByteSource, byteSource } from "./byte_source.ts";
import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Large enough to read most environments at once, small enough for thousands of idle calls. */
const READ_BYTES = 1024;

/** Used while reads fill the small buffer: large values then take a tenth of the time. */
const FAST_READ_BYTES = 16 * 1024;

/** Large enough for most commands. */
const WRITE_BYTES = 128;

/**
 * The buffers of all connections of this process, whichever server they belong to. A few hundred
 * are enough for thousands of calls per second.
 */
export const buffers: BufferPool = new BufferPool(READ_BYTES + WRITE_BYTES, 256);

/** Callbacks of a {@linkcode Connection}. */
export interface ConnectionOwner {
  /** Bytes arrived. They are valid only during the call. An error thrown here ends the reading. */
  onChunk(chunk: Bytes): void;
  /** Reading ended: the peer closed the connection, or `error` occurred. */
  onReadEnd(error: unknown): void;
  /** A write failed. */
  onWriteError(error: unknown): void;
}

/** The operations that a session needs, whatever the duplex is. */
export interface Connection {
  /** Reads until the peer closes, the connection is closed, or an error occurs. */
  readAll(): Promise<void>;
  /** Writes all of a text. */
  write(text: string): void;
  /**
   * Disables Nagle's algorithm: from now on, bytes are sent without waiting for acknowledgments.
   */
  hurry(): void;
  /** Closes the write direction after all writes, so that the peer sees end of file. */
  closeWrite(): void;
  /** Closes the connection. A pending read ends if the platform allows it. */
  close(): void;
}

/** Takes over a duplex: its streams, or the ends that they would be made from. */
export function connectionOf(duplex: Duplex, owner: ConnectionOwner): Connection {
  return duplex instanceof EndsDuplex
    ? new EndsConnection(duplex.ends, owner)
    : new StreamsConnection(duplex, owner);
}

/** Usually allocates nothing but one promise per read and two per write. */
class EndsConnection implements Connection {
  #ends: Ends;
  #owner: ConnectionOwner;
  /** The read buffer, followed by the write buffer; empty once it was returned to the pool. */
  #memory = buffers.take();
  #reading = true;
  /** Number of unfinished writes, and the completion of the last one. */
  #writing = 0;
  #written: Promise<void> | undefined;
  #open = true;
  /** The bytes being written. Two shared callbacks cost less than an async function per write. */
  #bytes = NO_BYTES;
  #onWritten = (count: number): void | Promise<void> => {
    if (count < this.#bytes.length) return this.#writeRest(this.#bytes.subarray(count));
    this.#endWrite();
  };
  #onWriteError = (error: unknown): void => {
    this.#owner.onWriteError(error);
    this.#endWrite();
  };

  constructor(ends: Ends, owner: ConnectionOwner) {
    this.#ends = ends;
    this.#owner = owner;
  }

  async readAll(): Promise<void> {
    const small = this.#memory.subarray(0, READ_BYTES);
    let buffer = small;
    try {
      while (this.#open) {
        const count = await this.#ends.read(buffer);
        if (count === null) break;
        if (count > 0 && this.#open) this.#owner.onChunk(buffer.subarray(0, count));
        if (count < buffer.length) buffer = small;
        else if (buffer === small) buffer = new Uint8Array(FAST_READ_BYTES);
      }
      this.#owner.onReadEnd(undefined);
    } catch (error) {
      this.#owner.onReadEnd(error);
    }
    this.#reading = false;
    this.#giveBack();
  }

  write(text: string): void {
    this.#writing++;
    // An unfinished write still uses the memory and must come first. A fence can follow that soon.
    this.#written = this.#writing === 1
      ? this.#write(this.#toAscii(text) ?? encodeText(text))
      : this.#written?.then(() => this.#write(encodeText(text)));
  }

  #write(bytes: Bytes): Promise<void> {
    this.#bytes = bytes;
    return this.#ends.write(bytes).then(this.#onWritten, this.#onWriteError);
  }

  async #writeRest(bytes: Bytes): Promise<void> {
    try {
      await writeAll(this.#ends, bytes);
      this.#endWrite();
    } catch (error) {
      this.#onWriteError(error);
    }
  }

  #endWrite(): void {
    this.#writing--;
    this.#bytes = NO_BYTES;
    this.#giveBack();
  }

  /** Returns the memory to the pool once neither the platform nor this connection can use it. */
  #giveBack(): void {
    if (this.#open || this.#reading || this.#writing > 0 || this.#memory.length === 0) return;
    buffers.give(this.#memory);
    this.#memory = NO_BYTES;
  }

  hurry(): void {
    try {
      this.#ends.setNoDelay?.();
    } catch {
      // Deno refuses it while a write waits for the peer; it saves only time.
    }
  }

  closeWrite(): void {
    // Asterisk runs a line without its end too, so the rest of a write must go out first.
    const closed = this.#writing === 0
      ? this.#ends.closeWrite()
      : this.#written?.then(() => this.#ends.closeWrite());
    closed?.catch((error) => this.#owner.onWriteError(error));
  }

  close(): void {
    this.#open = false;
    closeEnds(this.#ends);
  }

  /** Encodes short ASCII text into the write buffer, which is faster than a `TextEncoder`. */
  #toAscii(text: string): Bytes | undefined {
    const memory = this.#memory;
    if (text.length > WRITE_BYTES || memory.length === 0) return undefined;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return undefined;
      memory[READ_BYTES + index] = code;
    }
    return memory.subarray(READ_BYTES, READ_BYTES + text.length);
  }
}

class StreamsConnection implements Connection {
  #source: ByteSource;
  #writer: WritableStreamDefaultWriter<Bytes>;
  #owner: ConnectionOwner;
  #open = true;

  constructor({ readable, writable }: Duplex, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#source = byteSource(readable);
    this.#writer = writable.getWriter();
  }

  async readAll(): Promise<void> {
    try {
      while (this.#open) {
        const chunk = await this.#source.read();
        if (chunk === undefined) break;
        if (this.#open) this.#owner.onChunk(chunk);
      }
      this.#owner.onReadEnd(undefined);
    } catch (error) {
      this.#owner.onReadEnd(error);
    }
  }

  write(text: string): void {
    this.#reportFailure(this.#writer.write(encodeText(text)));
  }

  hurry(): void {
    // Streams have no such setting.
  }

  closeWrite(): void {
    this.#reportFailure(this.#writer.close());
  }

  close(): void {
    this.#open = false;
    this.#writer.abort().catch(() => {});
    this.#source.cancel().catch(() => {});
  }

  #reportFailure(written: Promise<void>): void {
    written.catch((error) => this.#owner.onWriteError(error));
  }
}
