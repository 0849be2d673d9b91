import type { Ends } from "./ends_duplex.ts";
import type { Watcher } from "./watcher.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The ends of a connection that a watcher sees; they cost less than streams. */
export class TeeEnds implements Ends {
  #ends: Ends;
  #watcher: Watcher;
  /** How many bytes of the next write were reported already: a write may take fewer. */
  #reported = 0;
  #ended = false;

  /** Reports to a watcher that must not throw. */
  constructor(ends: Ends, watcher: Watcher) {
    this.#ends = ends;
    this.#watcher = watcher;
  }

  /** See {@linkcode Ends.read}. */
  read(target: Uint8Array): Promise<number | null> {
    return this.#ends.read(target).then((count) => {
      if (count === null) this.#end("closed");
      else if (count > 0) this.#watcher.received(target.subarray(0, count) as Bytes);
      return count;
    }, (error) => {
      this.#end(error instanceof Error ? error : new Error(`${error}`));
      throw error;
    });
  }

  /** See {@linkcode Ends.write}. */
  write(bytes: Uint8Array): Promise<number> {
    // Before it is written: the answer may arrive before the write is known to be done.
    const fresh = bytes.subarray(this.#reported);
    if (fresh.length > 0) this.#watcher.sent(fresh as Bytes);
    this.#reported = bytes.length;
    return this.#ends.write(bytes).then((count) => {
      this.#reported = bytes.length - count;
      return count;
    });
  }

  /** See {@linkcode Ends.setNoDelay}. */
  setNoDelay(): void {
    this.#ends.setNoDelay?.();
  }

  /** See {@linkcode Ends.closeWrite}. */
  closeWrite(): Promise<void> {
    this.#watcher.closing();
    return this.#ends.closeWrite();
  }

  /** See {@linkcode Ends.close}. */
  close(): void {
    this.#end("given up");
    this.#ends.close();
  }

  #end(why: "closed" | "given up" | Error): void {
    if (!this.#ended) this.#watcher.ended(why);
    this.#ended = true;
  }
}
