import { within } from "./within.ts";

/** Somebody who waits for a connection; it has its place in the line until the connection comes. */
interface Waiter {
  readonly resolve: (conn: Deno.TcpConn | undefined) => void;
  readonly reject: (error: unknown) => void;
  gone: boolean;
}

/** What is thrown for a connection that its peer reset while it waited to be accepted. */
const GONE = [
  Deno.errors.NotConnected,
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionAborted,
] as const;

/**
 * Hands out the connections of a listener, to any number of those who wait, one each in order. A
 * listener itself lets only one wait, and for ever.
 */
export class Acceptor implements Disposable {
  #listener: Deno.TcpListener;
  #onGone: ((error: Error) => void) | undefined;
  #waiters: Waiter[] = [];
  #held: Deno.TcpConn | undefined;
  #accepting = false;
  #closed = false;

  /**
   * Takes hold of a listener.
   *
   * @param onGone Told of a connection that its peer reset before it was accepted.
   */
  constructor(listener: Deno.TcpListener, onGone?: (error: Error) => void) {
    this.#listener = listener;
    this.#onGone = onGone;
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /**
   * The next connection; `undefined` if none came within so many milliseconds, or it was closed.
   *
   * @throws If a connection cannot be accepted, e.g. because there are too many open files.
   */
  async next(timeout: number): Promise<Deno.TcpConn | undefined> {
    if (this.#closed) return undefined;
    if (this.#held !== undefined) {
      const conn = this.#held;
      this.#held = undefined;
      return conn;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Deno.TcpConn | undefined>();
    const waiter = { resolve, reject, gone: false };
    this.#waiters.push(waiter);
    if (!this.#accepting) this.#accept();
    try {
      return await within(promise, timeout);
    } finally {
      waiter.gone = true;
    }
  }

  /** Stops listening: who waits gets `undefined`. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
    this.#held?.close();
    for (const { resolve } of this.#waiters) resolve(undefined);
  }

  async #accept(): Promise<void> {
    this.#accepting = true;
    while (!this.#closed && this.#waiter() !== undefined) {
      try {
        const conn = await this.#listener.accept();
        this.#deliver(conn);
      } catch (error) {
        if (this.#closed) break;
        // Nothing is wrong with the listener: the next may be there already.
        if (isGone(error)) this.#onGone?.(error);
        else this.#waiters.shift()?.reject(error);
      }
    }
    this.#accepting = false;
  }

  #deliver(conn: Deno.TcpConn): void {
    const waiter = this.#waiter();
    if (this.#closed) return conn.close();
    if (waiter === undefined) {
      this.#held = conn;
      return;
    }
    waiter.gone = true;
    waiter.resolve(conn);
  }

  /** The first who still waits. */
  #waiter(): Waiter | undefined {
    while (this.#waiters[0]?.gone) this.#waiters.shift();
    return this.#waiters[0];
  }
}

function isGone(error: unknown): error is Error {
  return GONE.some((type) => error instanceof type);
}
