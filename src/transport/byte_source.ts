type Bytes = Uint8Array<ArrayBuffer>;

/** Enough for all but long values in one read, and small enough for thousands of idle calls. */
const READ_BYTES = 2048;

/** Chunks of bytes from a stream. */
export interface ByteSource {
  /** The next chunk, whose memory is used again by the next call; `undefined` at the end. */
  read(): Promise<Bytes | undefined>;
  /** Gives the stream up. */
  cancel(): Promise<void>;
}

/** Takes hold of a stream: a byte stream is read into one buffer, any other as its chunks come. */
export function byteSource(readable: ReadableStream<Bytes>): ByteSource {
  let byob: ReadableStreamBYOBReader;
  try {
    byob = readable.getReader({ mode: "byob" });
  } catch {
    const reader = readable.getReader();
    return {
      read: async () => (await reader.read()).value,
      cancel: () => reader.cancel(),
    };
  }
  let buffer = new ArrayBuffer(READ_BYTES);
  return {
    async read() {
      const { value, done } = await byob.read(new Uint8Array(buffer));
      if (value !== undefined) buffer = value.buffer;
      return done ? undefined : value;
    },
    cancel: () => byob.cancel(),
  };
}
