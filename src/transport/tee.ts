import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Who watches the bytes of a connection. What these throw is discarded. */
export interface Watcher {
  /** Asterisk wrote this. The memory is not the watcher's. */
  received(bytes: Bytes): void;
  /** This is about to be written to Asterisk. The memory is not the watcher's. */
  sent(bytes: Bytes): void;
  /** Nothing more is written to Asterisk. */
  closing(): void;
  /** Nothing more comes from Asterisk: it closed, the connection was given up, or it failed. */
  ended(why: "closed" | "given up" | Error): void;
}

/** The same connection, whose bytes are shown to a watcher as they pass. */
export function teeDuplex(duplex: Duplex, watcher: Watcher): Duplex {
  const reader = duplex.readable.getReader();
  const writer = duplex.writable.getWriter();
  // It is told by the promise of the write that fails.
  writer.closed.catch(() => {});
  let ended = false;
  const end = (why: "closed" | "given up" | Error) => {
    if (!ended) attempt(() => watcher.ended(why));
    ended = true;
  };
  const readable = new ReadableStream<Bytes>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read();
        if (!done) {
          attempt(() => watcher.received(value));
          return controller.enqueue(value);
        }
      } catch (error) {
        end(error instanceof Error ? error : new Error(`${error}`));
        throw error;
      }
      end("closed");
      controller.close();
    },
    cancel(reason) {
      end("given up");
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  const writable = new WritableStream<Bytes>({
    write(bytes) {
      attempt(() => watcher.sent(bytes));
      return writer.write(bytes);
    },
    close() {
      attempt(() => watcher.closing());
      return writer.close();
    },
    abort: (reason) => writer.abort(reason),
  });
  return { readable, writable };
}

/** A watcher must not harm the call. */
function attempt(watch: () => void): void {
  try {
    watch();
  } catch {
    // What a watcher throws is its own affair.
  }
}
