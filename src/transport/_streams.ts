import type { Duplex } from "./duplex.ts";

/** What the two streams of a connection are made of. */
export interface Ends {
  /** Reads into `target`; `null` at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes some of the bytes, and tells how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Tells the peer that no more bytes come. */
  closeWrite(): Promise<void>;
  /** Ends the connection in both directions. */
  close(): void;
}

/** For a stream that is not read into a buffer of the reader's. */
const CHUNK_BYTES = 2048;

/**
 * Makes the two streams of a connection. Closing the writable closes one direction only, so that
 * what Asterisk still says can be read; the connection is closed when Asterisk has closed its side,
 * or when either stream is given up.
 */
export function duplexOf(ends: Ends): Duplex {
  let open = true;
  const close = () => {
    if (open) ends.close();
    open = false;
  };
  const source: UnderlyingByteSource = {
    type: "bytes",
    async pull(controller) {
      const request = controller.byobRequest;
      const target = request?.view ?? new Uint8Array(CHUNK_BYTES);
      const count = open ? await readSome(ends, target) : null;
      if (count === null) {
        close();
        controller.close();
        request?.respond(0);
      } else if (request !== null) {
        request.respond(count);
      } else {
        controller.enqueue(target.subarray(0, count));
      }
    },
    cancel: close,
  };
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    async write(bytes) {
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await ends.write(rest));
    },
    async close() {
      if (open) await ends.closeWrite();
    },
    abort: close,
  });
  return { readable: new ReadableStream(source, { highWaterMark: 0 }), writable };
}

/** Reads at least one byte; a read of none is not the end. */
async function readSome(ends: Ends, target: Uint8Array): Promise<number | null> {
  let count: number | null = 0;
  while (count === 0) count = await ends.read(target);
  return count;
}
