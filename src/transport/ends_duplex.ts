import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What the two streams of a connection are made of; a `Deno.TcpConn` is one. */
export interface Ends {
  /** Reads into `target`; `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes some of the bytes, and tells how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Sends what is written at once from now on; not needed where that is the case anyway. */
  setNoDelay?(): void;
  /** Tells the peer that no more bytes come. */
  closeWrite(): Promise<void>;
  /** Ends the connection in both directions. */
  close(): void;
}

/** For a stream that is not read into a buffer of the reader's. */
const CHUNK_BYTES = 2048;

/**
 * The two streams of a connection. Closing the writable closes one direction only, so that what
 * Asterisk still says can be read; the connection is closed when Asterisk has closed its side, or
 * when either stream is given up.
 *
 * They are made when they are first asked for: a session takes the ends as they are, which spares a
 * server the two streams and their queues for each call.
 */
export class EndsDuplex implements Duplex {
  /** What the streams are made of. */
  readonly ends: Ends;
  #open = true;
  #readable: ReadableStream<Bytes> | undefined;
  #writable: WritableStream<Bytes> | undefined;

  /** Takes hold of a connection. */
  constructor(ends: Ends) {
    this.ends = ends;
  }

  /** What Asterisk says, as a byte stream. */
  get readable(): ReadableStream<Bytes> {
    return this.#readable ??= this.#makeReadable();
  }

  /** What is said to Asterisk. */
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
      // A stream that has failed cannot be canceled: nobody else would close the connection.
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

/** Closes a connection that may be closed already. */
export function closeEnds(ends: Pick<Ends, "close">): void {
  try {
    ends.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Reads at least one byte; a read of none is not the end. */
async function readSome(ends: Ends, target: Uint8Array): Promise<number | null> {
  let count = await ends.read(target);
  while (count === 0) count = await ends.read(target);
  return count;
}

/** Writes all bytes, however few are taken at a time. */
export async function writeAll(ends: Ends, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await ends.write(rest));
}
