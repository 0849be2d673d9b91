import type { Duplex } from "./duplex.ts";
import { EndsDuplex } from "./ends_duplex.ts";
import { TeeEnds } from "./tee_ends.ts";
import type { Watcher } from "./watcher.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Wraps a connection so that a watcher sees all bytes that pass. */
export function teeDuplex(duplex: Duplex, watcher: Watcher): Duplex {
  return duplex instanceof EndsDuplex
    ? new EndsDuplex(new TeeEnds(duplex.ends, discardingErrors(watcher)))
    : teeStreams(duplex, watcher);
}

function teeStreams(duplex: Duplex, watcher: Watcher): Duplex {
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

function discardingErrors(watcher: Watcher): Watcher {
  return {
    received: (bytes) => attempt(() => watcher.received(bytes)),
    sent: (bytes) => attempt(() => watcher.sent(bytes)),
    closing: () => attempt(() => watcher.closing()),
    ended: (why) => attempt(() => watcher.ended(why)),
  };
}

/** Calls a watcher, which must not harm the call. */
function attempt(watch: () => void): void {
  try {
    watch();
  } catch {
    // Errors of a watcher are discarded.
  }
}
