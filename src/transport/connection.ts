import { NO_BYTES } from "../protocol/byte_buffer.ts";
import { encodeText } from "../protocol/text.ts";
import { closeEnds, type Ends, EndsDuplex, writeAll } from "./ends_duplex.ts";
import { BufferPool } from "./buffer_pool.ts";
import { type ByteSource, byteSource } from "./byte_source.ts";
import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Enough for most environments in one read, and small enough for thousands of idle calls. */
const READ_BYTES = 1024;

/** For what does not fit, as long as it comes that fast: it takes a tenth of the time then. */
const FAST_READ_BYTES = 16 * 1024;

/** Enough for most commands. */
const WRITE_BYTES = 128;

/**
 * The memory of the connections of this process, whatever server they belong to: what one call gives
 * back the next may take. A few hundred are enough for thousands of calls a second.
 */
export const buffers: BufferPool = new BufferPool(READ_BYTES + WRITE_BYTES, 256);

/** What a {@linkcode Connection} tells. */
export interface ConnectionOwner {
  /** Bytes came; they are good only during the call. An error thrown here ends the reading. */
  onChunk(chunk: Bytes): void;
  /** Nothing more is read: the peer has closed, or an `error` came. */
  onReadEnd(error: unknown): void;
  /** Something cannot be written. */
  onWriteError(error: unknown): void;
}

/** A duplex in the shape in which a session uses it. */
export interface Connection {
  /** Reads until the peer has closed, the connection is given up, or something fails. */
  readAll(): Promise<void>;
  /** Writes text, all of it. */
  write(text: string): void;
  /** From now on bytes are sent as they come, also while the peer has not confirmed those before. */
  hurry(): void;
  /** Tells the peer that no more bytes come. */
  closeWrite(): void;
  /** Gives the connection up. A read that waits is over then, if the platform lets it. */
  close(): void;
}

/** Takes hold of a duplex: of its streams, or of what they would be made of. */
export function connectionOf(duplex: Duplex, owner: ConnectionOwner): Connection {
  return duplex instanceof EndsDuplex
    ? new EndsConnection(duplex.ends, owner)
    : new StreamsConnection(duplex, owner);
}

/** A call has one: it makes one promise for each read and two for each write, mostly nothing else. */
class EndsConnection implements Connection {
  #ends: Ends;
  #owner: ConnectionOwner;
  /** For reading, and behind that for writing; without any once it was given back. */
  #memory = buffers.take();
  #reading = true;
  /** How many writes are not over, and the end of the last. */
  #writing = 0;
  #written: Promise<void> | undefined;
  #open = true;
  /** What is being written: two callbacks for all writes cost less than an async function for each. */
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
    // A write that is still under way has the memory, and comes first; a fence can come that soon.
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

  /** Gives the memory to the next call, once neither the platform nor this one can use it. */
  #giveBack(): void {
    if (this.#open || this.#reading || this.#writing > 0 || this.#memory.length === 0) return;
    buffers.give(this.#memory);
    this.#memory = NO_BYTES;
  }

  hurry(): void {
    this.#ends.setNoDelay?.();
  }

  closeWrite(): void {
    this.#ends.closeWrite().catch((error) => this.#owner.onWriteError(error));
  }

  close(): void {
    this.#open = false;
    closeEnds(this.#ends);
  }

  /** Writes short ASCII text to the memory, in less time than an encoder takes. */
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
    // A write that fails is told by its own promise; this one would be told nowhere.
    this.#writer.closed.catch(() => {});
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
    this.#tellFailure(this.#writer.write(encodeText(text)));
  }

  hurry(): void {
    // These streams send what they get as they like.
  }

  closeWrite(): void {
    this.#tellFailure(this.#writer.close());
  }

  close(): void {
    this.#open = false;
    this.#writer.abort().catch(() => {});
    this.#source.cancel().catch(() => {});
  }

  #tellFailure(written: Promise<void>): void {
    written.catch((error) => this.#owner.onWriteError(error));
  }
}
