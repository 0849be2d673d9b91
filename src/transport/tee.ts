import type { Duplex } from "./duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Observes the bytes of a connection. Whatever its methods throw is discarded. */
export interface Watcher {
  /** Asterisk sent these bytes. They are valid only during the call. */
  received(bytes: Bytes): void;
  /** These bytes are about to be sent to Asterisk. They are valid only during the call. */
  sent(bytes: Bytes): void;
  /** The write direction is closing. */
  closing(): void;
  /** Reading ended: Asterisk closed the connection, this side gave it up, or it failed. */
  ended(why: "closed" | "given up" | Error): void;
}

/** Wraps a connection so that a watcher sees all bytes that pass. */
export function teeDuplex(duplex: Duplex, watcher: Watcher): Duplex {
  const reader = duplex.readable.getReader();
  const writer = duplex.writable.getWriter();
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

/** Calls a watcher, which must not harm the call. */
function attempt(watch: () => void): void {
  try {
    watch();
  } catch {
    // Errors of a watcher are discarded.
  }
}
