import { Admission } from "./admission.ts";
import { tell } from "../handler/run_call.ts";
import { checkLimits, type FastAgiServerOptions } from "./options.ts";
import { type ActiveCall, ServedCall, type Service } from "./served_call.ts";
import { UnhandledCommands } from "./_unhandled_commands.ts";
import { printError } from "./_print_error.ts";
import { checkStatusVariable } from "./_status_variable.ts";
import { checkCallTime } from "./_time_limit.ts";
import { AgiSigpipeHangup } from "../errors.ts";
import type { AgiEvent, CallInfo } from "../events.ts";
import { type Handler, type Match, type Pattern, Router } from "../handler/router.ts";
import { MemoryBudget } from "../protocol/memory_budget.ts";
import { Acceptor } from "../transport/acceptor.ts";
import { LinkedList } from "../transport/linked_list.ts";
import { closeTcp } from "../transport/tcp.ts";
import { TlsAcceptor } from "../transport/tls.ts";
import { within } from "../transport/within.ts";

export type { FastAgiServerOptions };

/** Options of {@linkcode FastAgiServer.handleRequest}. */
export interface HandleRequestOptions {
  /** The most milliseconds to wait for a call. The default is the server's `timeout`. */
  timeout?: number;
}

/** Options of {@linkcode FastAgiServer.shutdown}. */
export interface ShutdownOptions {
  /** How many milliseconds calls may go on. The default is the server's `drainTimeout`. */
  timeout?: number;
}

/** How many connections may wait to be accepted: a burst of calls must not be refused. */
const BACKLOG = 4096;

/** How long a server that shares its port seeks a good moment to leave it, in milliseconds. */
const SHARED_PORT_PATIENCE = 250;

/** How long to wait before the next try when a connection cannot be accepted, in milliseconds. */
const ACCEPT_RETRY = 50;

/**
 * A FastAGI server: it accepts calls from Asterisk and runs for each the handler of its path.
 *
 * It has no way to know its peers: whoever can connect can play Asterisk. It listens at the loopback
 * address unless told otherwise.
 *
 * @example
 * ```ts
 * import { FastAgiServer } from "@tipring/agi";
 *
 * await using server = new FastAgiServer({ port: 0 });
 * server.registerScriptHandler("/hello/:name", async (channel, request) => {
 *   await channel.answer();
 *   await channel.streamFile("hello-world");
 * });
 * const serving = server.serveForever();
 * await server.shutdown();
 * await serving;
 * ```
 */
export class FastAgiServer implements AsyncDisposable {
  /** The most milliseconds that `handleRequest` waits for a call. The default is `Infinity`. */
  timeout: number = Infinity;
  #options: FastAgiServerOptions;
  #service: Service;
  #acceptor: Acceptor;
  #admission: Admission | undefined;
  #router: Router;
  #calls = new LinkedList<ServedCall>();
  #lastId = 0;
  #stopped = false;
  #stopping: Promise<void> | undefined;
  #forever: Promise<void> | undefined;
  #unhandled: UnhandledCommands;
  #finished = Promise.withResolvers<void>();

  /**
   * Begins to listen. Calls wait until `serveForever` or `handleRequest` takes them.
   *
   * @throws {RangeError} If a limit is less than 1, or `maxCallTime` or `environmentTimeout` is not
   * more than 0.
   * @throws {TypeError} If `statusVariable` has anything in it but letters, digits and `_`.
   * @throws {TypeError} If the certificate or the key of `tls` cannot be used.
   * @throws {Deno.errors.AddrInUse} If something listens at the port already.
   */
  constructor(options: FastAgiServerOptions = {}) {
    const { hostname = "127.0.0.1", port = 4573, reusePort = false } = options;
    const { onEvent: _, ...sessionOptions } = options;
    this.#options = options;
    this.#router = options.router ?? new Router();
    this.#admission = Admission.of(options);
    checkLimits(options);
    checkCallTime(options.maxCallTime);
    checkStatusVariable(options.statusVariable);
    this.#service = {
      options,
      sessionOptions: {
        ...sessionOptions,
        budget: new MemoryBudget(options.maxBufferedBytes ?? 64 * 1024 * 1024),
      },
      router: this.#router,
      tls: options.tls && new TlsAcceptor(options.tls),
      tell: options.onEvent && ((event) => this.#tell(event)),
      onError: (error, call) => this.#onError(error, call),
      onOver: (call) => this.#onOver(call),
    };
    this.#acceptor = new Acceptor(
      Deno.listen({ hostname, port, reusePort, tcpBacklog: BACKLOG }),
      (cause) => this.#onGone(cause),
    );
    this.#unhandled = new UnhandledCommands(
      (session) => this.#callOf(session),
      (error, call) => this.#onError(error, call),
    );
    this.#tell({ type: "listen", addr: this.addr });
  }

  /** Where the server listens. */
  get addr(): Deno.NetAddr {
    return this.#acceptor.addr;
  }

  /** How many connections are open, calls and those that may become calls. */
  get connections(): number {
    return this.#calls.size;
  }

  /** The calls in progress, the oldest first. */
  get calls(): readonly ActiveCall[] {
    return Array.from(this.#calls).flatMap(({ active }) => active ?? []);
  }

  /** Resolves when the server was shut down and its calls have ended. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /**
   * Registers a handler. Patterns are tried in the order in which they were registered, so give
   * the special ones first.
   *
   * @param pattern The paths that it is for, see {@linkcode Pattern}; `null` for the default handler.
   * @param handler The handler; `null` is allowed for the default only, and removes it.
   * @throws {TypeError} If the pattern is a string that does not begin with `/`, or its syntax is
   * wrong.
   */
  registerScriptHandler(pattern: Pattern | null, handler: Handler | null): void {
    if (pattern === null) this.#router.setDefault(handler);
    else if (handler !== null) this.#router.add(pattern, handler);
    else throw new TypeError(`Cannot register null for ${pattern}: only the default may be null`);
  }

  /** Removes the handler of the very pattern that it was registered by. Returns whether there was one. */
  unregisterScriptHandler(pattern: Pattern): boolean {
    return this.#router.remove(pattern);
  }

  /** Removes all handlers but the default. */
  clearScriptHandlers(): void {
    this.#router.clear();
  }

  /**
   * Finds the handler of a path, and how its pattern matched; `undefined` if there is none.
   *
   * @param script The path as `request.script` has it: `menu/de` for `agi://host/menu/de`, and
   * `/menu/de` for `agi://host//menu/de`.
   */
  getScriptHandler(script: string): [handler: Handler, match: Match | null] | undefined {
    return this.#router.find(script);
  }

  /**
   * Takes at most one call. Returns whether one came in time, when it has ended. A connection that is
   * refused is no call, and the time goes on.
   *
   * @throws {RangeError} If the timeout is negative or no number.
   */
  async handleRequest(options: HandleRequestOptions = {}): Promise<boolean> {
    const { timeout = this.timeout } = options;
    if (!(timeout >= 0)) {
      throw new RangeError(`Cannot wait ${timeout} ms for a call: it must be 0 or more`);
    }
    const end = performance.now() + timeout;
    while (true) {
      const conn = await this.#acceptor.next(Math.max(0, end - performance.now()));
      if (conn === undefined) return false;
      if (this.#stopped) {
        closeTcp(conn);
        return false;
      }
      const ended = this.#begin(conn);
      if (ended === undefined) continue;
      await ended;
      return true;
    }
  }

  /** Takes calls until the server is shut down; resolves as {@linkcode finished}. */
  serveForever(): Promise<void> {
    return this.#forever ??= this.#takeCalls();
  }

  /**
   * Accepts no more calls than those that wait already, and waits until those in progress have ended.
   * Those that go on longer than the timeout are closed: their handlers get an `AgiHangup`. Called
   * again it just waits, or shortens the timeout.
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    if (this.#stopped && options.timeout === undefined) return await this.finished;
    // Ahead of all else: the first timer of a process lets microtasks run while Deno loads it.
    this.#stopped = true;
    await (this.#stopping ??= this.#stopListening());
    const { timeout = this.#options.drainTimeout ?? 30_000 } = options;
    if (!await this.#ended(timeout)) {
      for (const call of this.#calls) call.close();
      await this.#ended(this.#options.closeTimeout ?? 1000);
    }
    this.#unhandled[Symbol.dispose]();
    this.#finished.resolve();
  }

  /** Does as {@linkcode shutdown}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  async #takeCalls(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#acceptor.takeAll((conn) => void this.#begin(conn));
      } catch (error) {
        this.#tell({ type: "accept-error", error });
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_RETRY));
      }
    }
    await this.finished;
  }

  async #stopListening(): Promise<void> {
    const patience = this.#options.reusePort === true ? SHARED_PORT_PATIENCE : 0;
    // What nobody serves is not taken either.
    if (this.#forever !== undefined) {
      await this.#acceptor.stop((conn) => this.#begin(conn), patience);
    } else this.#acceptor[Symbol.dispose]();
    this.#tell({ type: "drain", calls: this.#calls.size });
  }

  /** Waits until no call is in progress. Returns whether that came true in time. */
  async #ended(timeout: number): Promise<boolean> {
    const all = Promise.all(Array.from(this.#calls, (call) => call.ended));
    return await within(all, timeout) !== undefined;
  }

  /**
   * Starts a call; resolves when it has ended, and never rejects. Returns `undefined` if the
   * connection is refused.
   */
  #begin(conn: Deno.TcpConn): Promise<void> | undefined {
    if (this.#admission !== undefined && !this.#admit(conn, this.#admission)) return undefined;
    const call = new ServedCall(conn, this.#strangerOf(conn), this.#service);
    this.#calls.add(call);
    return call.ended;
  }

  #onOver(call: ServedCall): void {
    this.#calls.delete(call);
    this.#admission?.leave(call.conn.remoteAddr);
  }

  #callOf(session: object): CallInfo | undefined {
    for (const call of this.#calls) if (call.has(session)) return call.info;
    return undefined;
  }

  #onError(error: unknown, call: CallInfo): void {
    const { onError = printError } = this.#options;
    try {
      onError(error, call);
    } catch {
      // An observer must not harm a call.
    }
  }

  /** Closes a connection that may not become a call. Returns whether it may. */
  #admit(conn: Deno.TcpConn, admission: Admission): boolean {
    try {
      const reason = admission.enter(conn.remoteAddr, this.#calls.size);
      if (reason === undefined) return true;
      conn.close();
      this.#tell({ type: "refused", call: this.#strangerOf(conn), reason });
    } catch (error) {
      // It is `allow` that threw. Who cannot be judged is not let in.
      conn.close();
      this.#tell({ type: "accept-error", error });
    }
    return false;
  }

  /** A peer reset its connection before it was accepted; its address is not known any more. */
  #onGone(cause: Error): void {
    const call: CallInfo = {
      id: ++this.#lastId,
      peer: undefined,
      channel: "",
      uniqueId: "",
      script: "",
    };
    const reason = new AgiSigpipeHangup("The connection ended before it was accepted", { cause });
    this.#tell({ type: "rejected", call, reason });
  }

  /** Who a connection is, before anything was read of it. */
  #strangerOf({ remoteAddr: { hostname, port } }: Deno.TcpConn): CallInfo {
    const id = ++this.#lastId;
    return { id, peer: `${hostname}:${port}`, channel: "", uniqueId: "", script: "" };
  }

  #tell(event: AgiEvent): void {
    tell(this.#options.onEvent, event);
  }
}
