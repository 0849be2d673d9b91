import { type Connection, connectionOf } from "./transport/connection.ts";
import type { Duplex } from "./transport/duplex.ts";
import { timerDelay } from "./transport/timer_delay.ts";

/** What a {@linkcode Wire} tells its owner. */
export interface WireOwner {
  /** Bytes came; they are good only during the call. An error thrown here ends the wire. */
  onChunk(chunk: Uint8Array): void;
  /** The wire is at its end; `error` is why, or `undefined` where Asterisk just closed it. */
  onEnd(error: unknown): void;
}

/** One connection: reads all the time, writes, and closes in an orderly way. */
export class Wire {
  /** Who gets the bytes. It may change between two chunks. */
  owner: WireOwner;
  #connection: Connection;
  #over = false;
  #closing: { readonly resolve: () => void; readonly timer: Timer } | undefined;
  #onWriteError = (error: unknown): void => this.fail(error);

  /** Takes hold of a connection; nothing is read before {@linkcode start}. */
  constructor(duplex: Duplex, owner: WireOwner) {
    this.owner = owner;
    this.#connection = connectionOf(duplex);
  }

  /** Begins to read. */
  start(): void {
    this.#readAll().then(() => this.#finish(undefined), (error) => this.#finish(error));
  }

  /** Writes text. When it cannot be written the wire ends. */
  write(text: string): void {
    if (!this.#over) this.#connection.write(text).catch(this.#onWriteError);
  }

  /** Does as {@linkcode write}, at once: also while Asterisk has not confirmed the bytes before. */
  writeAtOnce(text: string): void {
    if (!this.#over) this.#connection.hurry();
    this.write(text);
  }

  /** Gives the connection up at once, for this reason. */
  fail(error: unknown): void {
    this.#finish(error);
  }

  /**
   * Ends in the order that leaves no complaint in Asterisk's log: says that no more commands come,
   * reads until Asterisk has closed its side, or until `timeout` milliseconds are over.
   */
  close(timeout: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#over) resolve();
    else {
      this.#closing = {
        resolve,
        timer: setTimeout(() => this.#finish(undefined), timerDelay(timeout)),
      };
      this.#connection.closeWrite().catch(this.#onWriteError);
    }
    return promise;
  }

  async #readAll(): Promise<void> {
    while (!this.#over) {
      const chunk = await this.#connection.read();
      if (chunk === undefined) return;
      if (this.#closing === undefined && !this.#over) this.owner.onChunk(chunk);
    }
  }

  #finish(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection.close();
    if (this.#closing !== undefined) {
      clearTimeout(this.#closing.timer);
      this.#closing.resolve();
    }
    this.owner.onEnd(error);
  }
}

type Timer = ReturnType<typeof setTimeout>;
