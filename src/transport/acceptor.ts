import { within } from "./within.ts";

/**
 * A caller of `next` that waits for a connection. It keeps its place in the queue until it gets
 * one.
 */
interface Waiter {
  readonly resolve: (conn: Deno.TcpConn | undefined) => void;
  readonly reject: (error: unknown) => void;
  gone: boolean;
}

/** The caller of `takeAll`, which gets every connection that no waiter takes. */
interface Taker {
  readonly take: (conn: Deno.TcpConn) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Errors for a connection that its peer reset before it was accepted. */
const GONE = [
  Deno.errors.NotConnected,
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionAborted,
] as const;

/**
 * Maximum number of connections accepted while stopping: a flood must not keep the listener open.
 */
const MAX_LATE = 4096;

/** Microtasks to wait for a connection that is already queued. Two would be enough. */
const MICROTASKS = 4;

/** Turns of the event loop without a connection after which the queue counts as empty. */
const IDLE_TURNS = 2;

/**
 * Distributes the connections of a listener: one to each caller of `next`, in order, and the rest
 * to the caller of `takeAll`. A listener itself supports only one pending `accept`, without a
 * timeout.
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
   * Takes over a listener.
   *
   * @param onGone Called for a connection that its peer reset before it was accepted.
   */
  constructor(listener: Deno.TcpListener, onGone?: (error: Error) => void) {
    this.#listener = listener;
    this.#onGone = onGone;
  }

  /** The address that it listens on. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /**
   * Waits for the next connection. Returns `undefined` if none arrives within `timeout`
   * milliseconds, or if the acceptor stops.
   *
   * @throws If a connection cannot be accepted, e.g. because of too many open files.
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
   * Passes every connection that no caller of `next` waits for to `take`, until the acceptor stops.
   * It costs only one promise per connection.
   *
   * @throws As {@linkcode next}. Call it again to continue.
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
   * Stops listening once no connection is queued, because closing a listener resets queued
   * connections. Callers of {@linkcode next} get `undefined`.
   *
   * @param take Gets the connections that arrive until then.
   * @param patience How long to wait for a connection, in milliseconds. Right after accepting one,
   * Deno knows whether another is queued; under load that is the moment to close.
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

  /** Stops listening at once. Callers of {@linkcode next} get `undefined`. */
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
        // The listener still works, and the next connection may already be queued.
        if (isGone(error)) this.#onGone?.(error);
        else if (this.#late !== undefined) this[Symbol.dispose]();
        else this.#fail(error);
      }
    }
    this.#accepting = undefined;
  }

  /**
   * Closes the listener once no connection is queued after this one. Deno asks the kernel at once,
   * so the answer is known within microtasks. Nothing else may run until then: another connection
   * could arrive in the meantime and would be reset.
   */
  async #acceptLate(first: Deno.TcpConn, take: (conn: Deno.TcpConn) => void): Promise<void> {
    let conn = first;
    while (true) {
      this.#lateCount++;
      const accepting = this.#listener.accept();
      if (!await isThere(accepting) || this.#lateCount > MAX_LATE) {
        this[Symbol.dispose]();
        // Deno closes the socket at the end of this turn of the event loop.
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

  /** Reports an accept error to the first waiter, or to the caller of `takeAll`. */
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

  /** Whether anything would take the next connection. */
  #isWanted(): boolean {
    return this.#taker !== undefined || this.#late !== undefined || this.#waiter() !== undefined;
  }

  /** The first waiter that still waits. */
  #waiter(): Waiter | undefined {
    while (this.#waiters[0]?.gone) this.#waiters.shift();
    return this.#waiters[0];
  }
}

function isGone(error: unknown): error is Error {
  return GONE.some((type) => error instanceof type);
}

/** Whether the connection was already queued when `accept` was called. */
async function isThere(accepting: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => void (settled = true);
  accepting.then(settle, settle);
  for (let count = 0; count < MICROTASKS && !settled; count++) await Promise.resolve();
  return settled;
}

/** Waits for the next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
