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
import type { RejectionOwner } from "../session/rejection.ts";
import { closeTcp } from "../transport/tcp.ts";
import { TlsAcceptor } from "../transport/tls.ts";
import { within } from "../transport/within.ts";

export type { FastAgiServerOptions };

/** Options of {@linkcode FastAgiServer.handleRequest}. */
export interface HandleRequestOptions {
  /** How long to wait for a call, in milliseconds. The default is the server's `timeout`. */
  timeout?: number;
}

/** Options of {@linkcode FastAgiServer.shutdown}. */
export interface ShutdownOptions {
  /** How long to wait for calls, in milliseconds. The default is the server's `drainTimeout`. */
  timeout?: number;
}

/** Length of the listen queue: a burst of calls must not be refused. */
const BACKLOG = 4096;

/**
 * How long a server waits for a safe moment to stop listening on a shared port, in milliseconds.
 */
const SHARED_PORT_PATIENCE = 250;

/** Delay before retrying after a connection could not be accepted, in milliseconds. */
const ACCEPT_RETRY = 50;

/**
 * A FastAGI server: accepts calls from Asterisk and runs the handler for the path of each call.
 *
 * FastAGI has no authentication: anyone who can connect can pose as Asterisk. So the server listens
 * on the loopback address by default.
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
  /** How long `handleRequest` waits for a call, in milliseconds. The default is `Infinity`. */
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
   * Starts listening. Calls are queued until `serveForever` or `handleRequest` accepts them.
   *
   * @throws {RangeError} If a limit is less than 1, `hangupGrace` is negative, or `maxCallTime` or
   * `environmentTimeout` is not greater than 0.
   * @throws {TypeError} If `statusVariable` contains anything but letters, digits and `_`.
   * @throws {TypeError} If the certificate or the key of `tls` is invalid.
   * @throws {Deno.errors.AddrInUse} If the port is already in use.
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
    this.#unhandled = new UnhandledCommands((owner, error) => this.#onUnhandled(owner, error));
    this.#tell({ type: "listen", addr: this.addr });
  }

  /** The address that the server listens on. */
  get addr(): Deno.NetAddr {
    return this.#acceptor.addr;
  }

  /** Number of open connections, including those that are not calls yet. */
  get connections(): number {
    return this.#calls.size;
  }

  /** The calls in progress, oldest first. */
  get calls(): readonly ActiveCall[] {
    return Array.from(this.#calls).flatMap(({ active }) => active ?? []);
  }

  /** Resolves when the server has shut down and its calls have ended. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /**
   * Registers a handler. Patterns are tried in the order of registration, so register specific ones
   * first.
   *
   * @param pattern The paths to handle, see {@linkcode Pattern}; `null` for the default handler.
   * @param handler The handler. `null` removes the default handler and is not allowed for a
   * pattern.
   * @throws {TypeError} If the pattern is a string that is malformed or does not start with `/`.
   */
  registerScriptHandler(pattern: Pattern | null, handler: Handler | null): void {
    if (pattern === null) this.#router.setDefault(handler);
    else if (handler !== null) this.#router.add(pattern, handler);
    else throw new TypeError(`Invalid handler null for ${pattern}: must be a function`);
  }

  /** Removes the handler registered for a pattern. Returns whether there was one. */
  unregisterScriptHandler(pattern: Pattern): boolean {
    return this.#router.remove(pattern);
  }

  /** Removes all handlers except the default. */
  clearScriptHandlers(): void {
    this.#router.clear();
  }

  /**
   * Finds the handler for a path, and how its pattern matched; `undefined` if there is none.
   *
   * @param script The path in the form of `request.script`: `menu/de` for `agi://host/menu/de`, and
   * `/menu/de` for `agi://host//menu/de`.
   */
  getScriptHandler(script: string): [handler: Handler, match: Match | null] | undefined {
    return this.#router.find(script);
  }

  /**
   * Accepts at most one call and waits until it ends. Returns whether a call arrived in time.
   * Refused connections do not count.
   *
   * @throws {RangeError} If the timeout is negative or not a number.
   * @throws {Error} If Deno can't accept a connection, e.g. because of too many open files.
   */
  async handleRequest(options: HandleRequestOptions = {}): Promise<boolean> {
    const { timeout = this.timeout } = options;
    if (!(timeout >= 0)) {
      throw new RangeError(`Invalid timeout ${timeout}: must be 0 ms or more`);
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

  /** Accepts calls until the server shuts down. Resolves together with {@linkcode finished}. */
  serveForever(): Promise<void> {
    return this.#forever ??= this.#takeCalls();
  }

  /**
   * Accepts only calls that are already queued, and waits until all calls in progress have ended.
   * Calls that exceed the timeout are closed: their handlers get an `AgiHangup`. Calling it again
   * waits too, and can shorten the timeout.
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    if (this.#stopped && options.timeout === undefined) return await this.finished;
    // Must come first: while Deno loads the first timer of a process, microtasks run.
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

  /** Same as {@linkcode shutdown}. */
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
    // Without serveForever, nothing would handle queued calls.
    if (this.#forever !== undefined) {
      await this.#acceptor.stop((conn) => this.#begin(conn), patience);
    } else this.#acceptor[Symbol.dispose]();
    this.#tell({ type: "drain", calls: this.#calls.size });
  }

  /** Waits until all calls have ended. Returns whether they did in time. */
  async #ended(timeout: number): Promise<boolean> {
    const all = Promise.all(Array.from(this.#calls, (call) => call.ended));
    return await within(all, timeout) !== undefined;
  }

  /**
   * Starts a call. The promise resolves when the call has ended, and never rejects. Returns
   * `undefined` if the connection is refused.
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

  #onUnhandled({ owner, shared }: RejectionOwner, error: unknown): boolean {
    if (!(owner instanceof ServedCall) || owner.service !== this.#service) return false;
    const { info: call, route } = shared ? { info: ANY_CALL, route: undefined } : owner;
    this.#onError(error, call);
    this.#tell({ type: "unhandled-rejection", call, route, error });
    return true;
  }

  #onError(error: unknown, call: CallInfo): void {
    const { onError = printError } = this.#options;
    try {
      onError(error, call);
    } catch {
      // An observer must not harm a call.
    }
  }

  /** Returns whether a connection is admitted; closes it if not. */
  #admit(conn: Deno.TcpConn, admission: Admission): boolean {
    try {
      const reason = admission.enter(conn.remoteAddr, this.#calls.size);
      if (reason === undefined) return true;
      conn.close();
      this.#tell({ type: "refused", call: this.#strangerOf(conn), reason });
    } catch (error) {
      // `allow` threw. A peer that cannot be checked is not admitted.
      conn.close();
      this.#tell({ type: "accept-error", error });
    }
    return false;
  }

  /** A peer reset its connection before it was accepted, so its address is no longer known. */
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

  /** Identifies a connection before anything was read from it. */
  #strangerOf({ remoteAddr: { hostname, port } }: Deno.TcpConn): CallInfo {
    const id = ++this.#lastId;
    return { id, peer: `${hostname}:${port}`, channel: "", uniqueId: "", script: "" };
  }

  #tell(event: AgiEvent): void {
    tell(this.#options.onEvent, event);
  }
}

/** Stands for the call of an error that belongs to one of several. */
const ANY_CALL: CallInfo = { id: 0, peer: undefined, channel: "", uniqueId: "", script: "" };
