import { type Connection, connectionOf, type ConnectionOwner } from "../transport/connection.ts";
import { type Deadline, deadlines } from "../transport/deadlines.ts";
import type { Duplex } from "../transport/duplex.ts";

/** What a {@linkcode Wire} tells its owner. */
export interface WireOwner {
  /** Bytes came; they are good only during the call. An error thrown here ends the wire. */
  onChunk(chunk: Uint8Array): void;
  /** The wire is at its end; `error` is why, or `undefined` where Asterisk just closed it. */
  onEnd(error: unknown): void;
}

/** One connection: reads all the time, writes, and closes in an orderly way. */
export class Wire implements ConnectionOwner {
  /** Who gets the bytes. It may change between two chunks. */
  owner: WireOwner;
  #connection: Connection;
  #over = false;
  #deadline: Deadline | undefined;
  #onClosed: (() => void) | undefined;

  /** Takes hold of a connection; nothing is read before {@linkcode start}. */
  constructor(duplex: Duplex, owner: WireOwner) {
    this.owner = owner;
    this.#connection = connectionOf(duplex, this);
    deadlines.enter();
  }

  /** Begins to read. */
  start(): void {
    this.#connection.readAll();
  }

  /** Ends with the error that `late` makes, unless {@linkcode met} is called within `timeout` ms. */
  expect(timeout: number, late: (timeout: number) => unknown): void {
    this.#deadline = deadlines.set(timeout, () => this.fail(late(timeout)));
  }

  /** What was expected has come. */
  met(): void {
    if (this.#deadline !== undefined) deadlines.clear(this.#deadline);
    this.#deadline = undefined;
  }

  /** Writes text. When it cannot be written the wire ends. */
  write(text: string): void {
    if (!this.#over) this.#connection.write(text);
  }

  /** Does as {@linkcode write}, at once: also while Asterisk has not confirmed the bytes before. */
  writeAtOnce(text: string): void {
    if (!this.#over) this.#connection.hurry();
    this.write(text);
  }

  /** Gives the connection up at once, for this reason. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection.close();
    this.met();
    deadlines.leave();
    this.#onClosed?.();
    this.owner.onEnd(error);
  }

  /**
   * Ends in the order that leaves no complaint in Asterisk's log: says that no more commands come,
   * reads until Asterisk has closed its side, or until `timeout` milliseconds are over.
   */
  close(timeout: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      this.expect(timeout, () => undefined);
      this.#connection.closeWrite();
    });
  }

  /** From the connection: bytes came. */
  onChunk(chunk: Uint8Array): void {
    if (this.#onClosed === undefined) this.owner.onChunk(chunk);
  }

  /** From the connection: nothing more comes. */
  onReadEnd(error: unknown): void {
    this.fail(error);
  }

  /** From the connection: something cannot be written. */
  onWriteError(error: unknown): void {
    this.fail(error);
  }
}
