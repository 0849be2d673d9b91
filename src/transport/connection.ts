import { encodeText } from "../protocol/text.ts";
import { EndsDuplex, writeAll } from "./_streams.ts";
import { byteSource } from "./byte_source.ts";
import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Enough for all but long values in one read, and small enough for thousands of idle calls. */
const READ_BYTES = 2048;

/** Enough for most commands. */
const WRITE_BYTES = 128;

/** A duplex in the shape in which a session uses it. */
export interface Connection {
  /** The next bytes, whose memory is used again by the next call; `undefined` at the end. */
  read(): Promise<Bytes | undefined>;
  /** Writes text, all of it. */
  write(text: string): Promise<void>;
  /** From now on bytes are sent as they come, also while the peer has not confirmed those before. */
  hurry(): void;
  /** Tells the peer that no more bytes come. */
  closeWrite(): Promise<void>;
  /** Gives the connection up. A read that waits is over then, if the platform lets it. */
  close(): void;
}

/** Takes hold of a duplex: of its streams, or of what they would be made of. */
export function connectionOf(duplex: Duplex): Connection {
  return duplex instanceof EndsDuplex ? overEnds(duplex) : overStreams(duplex);
}

function overEnds({ ends }: EndsDuplex): Connection {
  const memory = new Uint8Array(READ_BYTES + WRITE_BYTES);
  const buffer = memory.subarray(0, READ_BYTES);
  const line = memory.subarray(READ_BYTES);
  let writing = false;
  return {
    async read() {
      // Not by readSome(), which would cost every reply another promise.
      let count = await ends.read(buffer);
      while (count === 0) count = await ends.read(buffer);
      return count === null ? undefined : buffer.subarray(0, count);
    },
    async write(text) {
      // A write that is still under way has the buffer; a fence can come that soon.
      const bytes = (writing ? undefined : toAscii(text, line)) ?? encodeText(text);
      writing = true;
      await writeAll(ends, bytes);
      writing = false;
    },
    hurry: () => ends.hurry?.(),
    closeWrite: () => ends.closeWrite(),
    close: () => ends.close(),
  };
}

function overStreams({ readable, writable }: Duplex): Connection {
  const source = byteSource(readable);
  const writer = writable.getWriter();
  // A write that fails is told by its own promise; this one would be told nowhere.
  writer.closed.catch(() => {});
  return {
    read: () => source.read(),
    write: (text) => writer.write(encodeText(text)),
    hurry: () => {},
    closeWrite: () => writer.close(),
    close() {
      writer.abort().catch(() => {});
      source.cancel().catch(() => {});
    },
  };
}

/** Writes short ASCII text to `target`, in less time than an encoder takes; `undefined` for other. */
function toAscii(text: string, target: Bytes): Bytes | undefined {
  if (text.length > target.length) return undefined;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return undefined;
    target[index] = code;
  }
  return target.subarray(0, text.length);
}
