import { closeEnds } from "../../transport/ends_duplex.ts";

/** Maximum number of connections at a time. */
const MAX_CONNECTIONS = 64;

/** How long a connection may take from its accept to its end, in milliseconds. */
const CONNECTION_TIMEOUT = 5000;

/** How many descriptors are kept for connections that come when calls use all others. */
const RESERVED = 8;

/** How long a silent connection keeps its place while others wait, in milliseconds. */
const GRACE = 20;

/** A connection in progress. */
interface Visit {
  readonly conn: Deno.TcpConn;
  readonly since: number;
  readonly timer: ReturnType<typeof setTimeout>;
  /** Whether its request has come. */
  asked: boolean;
}

/** What a connection may take from the others. */
export interface Stay {
  /** Keeps its place when there are too many: its request has come. */
  keepPlace(): void;
  /** Keeps it for as long as it is served. */
  keepTime(): void;
}

/** Options of {@linkcode LimitedListener}. */
export interface LimitedListenerOptions {
  readonly hostname: string;
  readonly port: number;
  /** Serves a connection, which is closed when it resolves, or after five seconds. */
  readonly serve: (conn: Deno.TcpConn, stay: Stay) => Promise<void>;
  /** Called when nothing can be accepted; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/**
 * Accepts connections that are not calls, few at a time and for a short time, so that they cannot
 * take the descriptors that calls need. If there are too many, the oldest silent one is closed.
 *
 * Why not `Deno.serve()`: when it cannot accept because the process has too many open files, it ends
 * for good, and by its rejection the process (Deno 2.9.6). It limits no connections and closes no
 * idle ones. So this keeps descriptors in reserve, by which it accepts where calls use all others.
 */
export class LimitedListener {
  #options: LimitedListenerOptions;
  #listener: Deno.TcpListener;
  #visits = new Set<Visit>();
  #reserve: Deno.FsFile[] = [];
  #closed = false;
  #wake: (() => void) | undefined;
  #accepting: Promise<void>;

  /**
   * Begins to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor(options: LimitedListenerOptions) {
    this.#options = options;
    this.#listener = Deno.listen({ hostname: options.hostname, port: options.port });
    this.#refill();
    this.#accepting = this.#acceptAll();
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#visits.size;
  }

  /** Stops listening, and closes all connections. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#listener.close();
    this.#wake?.();
    for (const visit of this.#visits) this.#end(visit);
    await this.#accepting;
    for (const file of this.#reserve.splice(0)) file.close();
  }

  async #acceptAll(): Promise<void> {
    while (!this.#closed) {
      try {
        const conn = await this.#listener.accept();
        while (this.#visits.size >= MAX_CONNECTIONS && !this.#makeRoom()) await this.#pause();
        this.#take(conn);
      } catch (error) {
        if (this.#closed) return;
        // The connection that waits gets this descriptor: Deno asks for it before all others.
        const file = this.#reserve.pop();
        file?.close();
        if (file !== undefined) continue;
        if (!this.#makeRoom()) this.#options.onError(error);
        await this.#pause();
      }
    }
  }

  #take(conn: Deno.TcpConn): void {
    if (this.#closed) return conn.close();
    const timer = setTimeout(() => this.#end(visit), CONNECTION_TIMEOUT);
    const visit: Visit = { conn, timer, since: performance.now(), asked: false };
    this.#visits.add(visit);
    // An error here affects only this client.
    this.#options.serve(conn, {
      keepPlace: () => visit.asked = true,
      keepTime: () => clearTimeout(timer),
    })
      .catch(() => {})
      .finally(() => {
        this.#end(visit);
        // Its descriptor is free only now that nothing reads from it.
        this.#refill();
        this.#wake?.();
      });
  }

  /** Ends the oldest connection that sent no request in time. Returns whether there was one. */
  #makeRoom(): boolean {
    const limit = performance.now() - GRACE;
    for (const visit of this.#visits) {
      if (visit.since > limit) return false;
      if (visit.asked) continue;
      this.#end(visit);
      return true;
    }
    return false;
  }

  #end(visit: Visit): void {
    if (!this.#visits.delete(visit)) return;
    clearTimeout(visit.timer);
    closeEnds(visit.conn);
  }

  /** Takes descriptors in reserve, as far as they are available. */
  #refill(): void {
    try {
      while (this.#reserve.length < RESERVED && !this.#closed) {
        this.#reserve.push(Deno.openSync("/dev/null"));
      }
    } catch {
      // The next connection that ends tries again.
    }
  }

  /** Waits until a connection has ended, or can make room. */
  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, GRACE);
    await promise;
    clearTimeout(timer);
    this.#refill();
  }
}
