type Bytes = Uint8Array<ArrayBuffer>;

/** Large enough to read all but long values at once, small enough for thousands of idle calls. */
const READ_BYTES = 2048;

/** Chunks of bytes from a stream. */
export interface ByteSource {
  /** Reads the next chunk; `undefined` at the end. The next call reuses the memory of the chunk. */
  read(): Promise<Bytes | undefined>;
  /** Cancels the stream. */
  cancel(): Promise<void>;
}

/** Takes over a stream. A byte stream is read into one buffer, any other stream chunk by chunk. */
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
