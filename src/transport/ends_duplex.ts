import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The operations that the two streams of a connection are made from; a `Deno.TcpConn` has them. */
export interface Ends {
  /** Reads into `target`. Returns the number of bytes, or `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes some of the bytes. Returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Disables Nagle's algorithm. Absent if it does not apply. */
  setNoDelay?(): void;
  /** Closes the write direction, so that the peer sees end of file. */
  closeWrite(): Promise<void>;
  /** Closes the connection in both directions. */
  close(): void;
}

/** Chunk size for a reader without a buffer of its own. */
const CHUNK_BYTES = 2048;

/**
 * The two streams of a connection. Closing the writable closes one direction only, so that the rest
 * of Asterisk's output can still be read. The connection is closed when Asterisk closes its side,
 * or when either stream is aborted or canceled.
 *
 * The streams are created on first use. A session uses the ends directly, which saves a server two
 * streams and their queues per call.
 */
export class EndsDuplex implements Duplex {
  /** The underlying connection. */
  readonly ends: Ends;
  #open = true;
  #readable: ReadableStream<Bytes> | undefined;
  #writable: WritableStream<Bytes> | undefined;

  /** Takes over a connection. */
  constructor(ends: Ends) {
    this.ends = ends;
  }

  /** Bytes from Asterisk, as a byte stream. */
  get readable(): ReadableStream<Bytes> {
    return this.#readable ??= this.#makeReadable();
  }

  /** Bytes to Asterisk. */
  get writable(): WritableStream<Bytes> {
    return this.#writable ??= new WritableStream({
      write: (bytes) => writeAll(this.ends, bytes),
      close: async () => {
        if (this.#open) await this.ends.closeWrite();
      },
      abort: () => this.#close(),
    });
  }

  #makeReadable(): ReadableStream<Bytes> {
    const source: UnderlyingByteSource = {
      type: "bytes",
      pull: (controller) => this.#pull(controller),
      cancel: () => this.#close(),
    };
    return new ReadableStream(source, { highWaterMark: 0 });
  }

  async #pull(controller: ReadableByteStreamController): Promise<void> {
    const request = controller.byobRequest;
    const target = request?.view ?? new Uint8Array(CHUNK_BYTES);
    let count: number | null = null;
    try {
      if (this.#open) count = await readSome(this.ends, target);
    } catch (error) {
      // A failed stream cannot be canceled, so nothing else would close the connection.
      this.#close();
      throw error;
    }
    if (count === null) {
      this.#close();
      controller.close();
      request?.respond(0);
    } else if (request !== null) {
      request.respond(count);
    } else {
      controller.enqueue(target.subarray(0, count));
    }
  }

  #close(): void {
    if (this.#open) closeEnds(this.ends);
    this.#open = false;
  }
}

/** Closes a connection that may already be closed. */
export function closeEnds(ends: Pick<Ends, "close">): void {
  try {
    ends.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Reads at least one byte; a read of zero bytes is not the end. */
async function readSome(ends: Ends, target: Uint8Array): Promise<number | null> {
  let count = await ends.read(target);
  while (count === 0) count = await ends.read(target);
  return count;
}

/** Writes all bytes, in as many writes as it takes. */
export async function writeAll(ends: Pick<Ends, "write">, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await ends.write(rest));
}
