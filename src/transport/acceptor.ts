import { within } from "./within.ts";

/** Somebody who waits for a connection; it has its place in the line until the connection comes. */
interface Waiter {
  readonly resolve: (conn: Deno.TcpConn | undefined) => void;
  readonly reject: (error: unknown) => void;
  gone: boolean;
}

/** The one who takes every connection that nobody waits for. */
interface Taker {
  readonly take: (conn: Deno.TcpConn) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What is thrown for a connection that its peer reset while it waited to be accepted. */
const GONE = [
  Deno.errors.NotConnected,
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionAborted,
] as const;

/** The most connections that are taken while it stops: a flood must not keep it open. */
const MAX_LATE = 4096;

/** How many microtasks it takes to see that a connection was there already; two would do. */
const MICROTASKS = 4;

/** How many turns of the event loop without a connection tell that none waits. */
const IDLE_TURNS = 2;

/**
 * Hands out the connections of a listener: one each, in order, to any number of callers that wait for
 * one, and all others to the one that takes them all. A listener itself lets only one caller wait,
 * without a timeout.
 */
export class Acceptor implements Disposable {
  #listener: Deno.TcpListener;
  #onGone: ((error: Error) => void) | undefined;
  #waiters: Waiter[] = [];
  #taker: Taker | undefined;
  #held: Deno.TcpConn | undefined;
  #accepting: Promise<void> | undefined;
  #late: ((conn: Deno.TcpConn) => void) | undefined;
  #lateCount = 0;
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
    if (this.#closed || this.#late !== undefined) return undefined;
    if (this.#held !== undefined) {
      const conn = this.#held;
      this.#held = undefined;
      return conn;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Deno.TcpConn | undefined>();
    const waiter = { resolve, reject, gone: false };
    this.#waiters.push(waiter);
    this.#accepting ??= this.#accept();
    try {
      return await within(promise, timeout);
    } finally {
      waiter.gone = true;
    }
  }

  /**
   * Gives every connection that nobody waits for to `take`, until the acceptor stops. It costs one
   * promise per connection: nothing stands between the listener and `take`.
   *
   * @throws As {@linkcode next}; nothing is taken then until it is called again.
   */
  takeAll(take: (conn: Deno.TcpConn) => void): Promise<void> {
    if (this.#closed || this.#late !== undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#taker = { take, resolve, reject };
      if (this.#held !== undefined) take(this.#held);
      this.#held = undefined;
      this.#accepting ??= this.#accept();
    });
  }

  /**
   * Stops listening as soon as no connection waits: closing a listener resets those that wait in its
   * queue. Who waits in {@linkcode next} gets `undefined`.
   *
   * @param take Gets the connections that come until then.
   * @param patience How many milliseconds to wait for one. Only behind one can Deno tell for sure, for
   * a moment, that no other waits: that is the moment to close where many come.
   */
  async stop(take: (conn: Deno.TcpConn) => void, patience = 0): Promise<void> {
    if (this.#closed || this.#late !== undefined) return;
    this.#late = take;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(undefined);
    this.#taker?.resolve();
    if (this.#held !== undefined) take(this.#held);
    this.#held = undefined;
    this.#accepting ??= this.#accept();
    await within(this.#accepting, patience);
    for (let idle = 0; idle < IDLE_TURNS && !this.#closed;) {
      const count = this.#lateCount;
      await turn();
      idle = count === this.#lateCount ? idle + 1 : 0;
    }
    this[Symbol.dispose]();
    await this.#accepting;
  }

  /** Stops listening at once: who waits gets `undefined`. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
    this.#held?.close();
    for (const { resolve } of this.#waiters) resolve(undefined);
    this.#taker?.resolve();
  }

  async #accept(): Promise<void> {
    while (!this.#closed && this.#isWanted()) {
      try {
        const conn = await this.#listener.accept();
        if (this.#late === undefined) this.#deliver(conn);
        else await this.#acceptLate(conn, this.#late);
      } catch (error) {
        if (this.#closed) break;
        // Nothing is wrong with the listener: the next may be there already.
        if (isGone(error)) this.#onGone?.(error);
        else if (this.#late !== undefined) this[Symbol.dispose]();
        else this.#fail(error);
      }
    }
    this.#accepting = undefined;
  }

  /**
   * Closes as soon as no connection waits behind this one. Deno asks the kernel for that at once, so it
   * is known within microtasks; nothing else may be done until then, for one more connection could come
   * meanwhile and be reset.
   */
  async #acceptLate(first: Deno.TcpConn, take: (conn: Deno.TcpConn) => void): Promise<void> {
    let conn = first;
    while (true) {
      this.#lateCount++;
      const accepting = this.#listener.accept();
      if (!await isThere(accepting) || this.#lateCount > MAX_LATE) {
        this[Symbol.dispose]();
        // Deno closes it when this turn of the event loop ends.
        await turn();
      }
      take(conn);
      conn = await accepting;
      if (this.#closed) return take(conn);
    }
  }

  #deliver(conn: Deno.TcpConn): void {
    const waiter = this.#waiter();
    if (this.#closed) return conn.close();
    if (waiter !== undefined) {
      waiter.gone = true;
      waiter.resolve(conn);
    } else if (this.#taker !== undefined) {
      this.#taker.take(conn);
    } else {
      this.#held = conn;
    }
  }

  /** Reports that nothing can be accepted to the one whose turn it is. */
  #fail(error: unknown): void {
    const waiter = this.#waiter();
    if (waiter !== undefined) {
      waiter.gone = true;
      waiter.reject(error);
    } else {
      this.#taker?.reject(error);
      this.#taker = undefined;
    }
  }

  /** Whether anyone takes the next connection. */
  #isWanted(): boolean {
    return this.#taker !== undefined || this.#late !== undefined || this.#waiter() !== undefined;
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

/** Whether a connection was there already when it was asked for. */
async function isThere(accepting: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => void (settled = true);
  accepting.then(settle, settle);
  for (let count = 0; count < MICROTASKS && !settled; count++) await Promise.resolve();
  return settled;
}

/** The next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
