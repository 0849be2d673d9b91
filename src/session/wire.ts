import { type Connection, connectionOf, type ConnectionOwner } from "../transport/connection.ts";
import { type Deadline, deadlines } from "../transport/deadlines.ts";
import type { Duplex } from "../transport/duplex.ts";

/** Callbacks of a {@linkcode Wire}. */
export interface WireOwner {
  /** Bytes arrived. They are valid only during the call. An error thrown here ends the wire. */
  onChunk(chunk: Uint8Array): void;
  /** The wire ended; `error` is the reason, or `undefined` if Asterisk closed the connection. */
  onEnd(error: unknown): void;
}

/** A connection that reads continuously, writes, and closes in the right order. */
export class Wire implements ConnectionOwner {
  #owner: WireOwner;
  #connection: Connection;
  #over = false;
  #deadline: Deadline | undefined;
  #onClosed: (() => void) | undefined;

  /** Takes over a connection. Reading begins with {@linkcode start}. */
  constructor(duplex: Duplex, owner: WireOwner) {
    this.#owner = owner;
    this.#connection = connectionOf(duplex, this);
    deadlines.enter();
  }

  /** Starts reading. */
  start(): void {
    this.#connection.readAll();
  }

  /** Ends with the error from `late` unless {@linkcode met} is called within `timeout` ms. */
  expect(timeout: number, late: (timeout: number) => unknown): void {
    this.#deadline = deadlines.set(timeout, () => this.fail(late(timeout)));
  }

  /** Clears the deadline set by {@linkcode expect}. */
  met(): void {
    if (this.#deadline !== undefined) deadlines.clear(this.#deadline);
    this.#deadline = undefined;
  }

  /** Writes text. The wire ends if that fails. */
  write(text: string): void {
    if (!this.#over) this.#connection.write(text);
  }

  /** Same as {@linkcode write}, but without waiting for acknowledgments of earlier bytes. */
  writeAtOnce(text: string): void {
    if (!this.#over) this.#connection.hurry();
    this.write(text);
  }

  /** Closes the connection at once, with `error` as the reason. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#end();
    this.#onClosed?.();
    this.#owner.onEnd(error);
  }

  #end(): void {
    this.#over = true;
    this.#connection.close();
    this.met();
    deadlines.leave();
  }

  /**
   * Closes in the order that leaves no error in Asterisk's log: closes the write direction, then
   * reads until Asterisk closes its side, for at most `timeout` milliseconds.
   */
  close(timeout: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    this.#connection.closeWrite();
    // A script does not wait, and its first timer would take as long as its start.
    if (timeout === 0) {
      this.#end();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      this.expect(timeout, () => undefined);
    });
  }

  /** From the connection: bytes arrived. */
  onChunk(chunk: Uint8Array): void {
    if (this.#onClosed === undefined) this.#owner.onChunk(chunk);
  }

  /** From the connection: reading ended. */
  onReadEnd(error: unknown): void {
    this.fail(error);
  }

  /** From the connection: a write failed. */
  onWriteError(error: unknown): void {
    this.fail(error);
  }
}
