import { setAudioTap } from "../audio/audio_tap.ts";
import { runCall } from "../handler/run_call.ts";
import { NetworkRequest } from "../handler/request.ts";
import { setStatus } from "./_status_variable.ts";
import { endInTime } from "./_time_limit.ts";
import { AgiException } from "../errors.ts";
import { callFields } from "../logging/call_fields.ts";
import { CallLogger } from "../logging/call_logger.ts";
import { clipField } from "../logging/format_line.ts";
import { printLine } from "../logging/print_line.ts";
import type { AgiEvent, CallInfo, LogLine, SessionEvent } from "../events.ts";
import type { Router } from "../handler/router.ts";
import type { FastAgiServerOptions, TappedDuplex } from "./options.ts";
import { Session, type SessionOptions } from "../session/session.ts";
import { type Deadline, deadlines } from "../transport/deadlines.ts";
import type { Duplex } from "../transport/duplex.ts";
import type { Linked } from "../transport/linked_list.ts";
import { closeTcp, tcpDuplex } from "../transport/tcp.ts";
import type { TlsAcceptor } from "../transport/tls.ts";

/** What all calls of a server share. */
export interface Service {
  readonly options: FastAgiServerOptions;
  /** The options that apply to sessions. */
  readonly sessionOptions: SessionOptions;
  readonly router: Router;
  /** Performs the handshake if the server uses TLS. */
  readonly tls: TlsAcceptor | undefined;
  /** Reports an event; `undefined` if there is no observer. */
  readonly tell: ((event: AgiEvent) => void) | undefined;
  /** Reports an error of a call. */
  readonly onError: (error: unknown, call: CallInfo) => void;
  /** Removes a call that ended. */
  onOver(call: ServedCall): void;
}

/**
 * Age at which a call gets TCP keep-alive, in milliseconds. Most calls have ended by then, and
 * enabling it takes as long as a command.
 */
const KEEP_ALIVE_AFTER = 60_000;

/** A call in progress, as {@linkcode FastAgiServer.calls} lists it. */
export interface ActiveCall {
  /** Identifies the call in events, logs and traces. */
  readonly call: CallInfo;
  /** The pattern of its handler, or `default`; `undefined` if there is no handler. */
  readonly route: string | undefined;
  /** When its environment arrived, in milliseconds since 1970. */
  readonly since: number;
  /** The last command, without its arguments; `undefined` before the first. */
  readonly lastCommand: string | undefined;
  /** Whether the call ended while its handler still runs. */
  readonly hungUp: boolean;
}

/** One accepted connection, from accept to close. */
export class ServedCall implements Linked<ServedCall> {
  previous?: ServedCall | undefined;
  next?: ServedCall | undefined;
  /** Resolves when the call ended; never rejects. */
  readonly ended: Promise<void>;
  readonly conn: Deno.TcpConn;
  readonly service: Service;
  #call: CallInfo;
  #session: Session | undefined;
  #route: string | undefined;
  #log: CallLogger | undefined;
  #begun = 0;
  #keepAlive: Deadline | undefined;
  #probe: Deadline | undefined;

  constructor(conn: Deno.TcpConn, call: CallInfo, service: Service) {
    this.conn = conn;
    this.#call = call;
    this.service = service;
    this.ended = this.#run();
  }

  /** The current state of the call; `undefined` until the environment arrives. */
  get active(): ActiveCall | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    return {
      call: this.#call,
      route: this.#route,
      since: performance.timeOrigin + this.#begun,
      lastCommand: session.lastCommand,
      hungUp: session.hungUp,
    };
  }

  /** Identifies the call in events, logs and traces. */
  get info(): CallInfo {
    return this.#call;
  }

  /** The pattern of its handler, or `default`; `undefined` if there is no handler. */
  get route(): string | undefined {
    return this.#route;
  }

  /** The log of the call, made when its handler first logs. */
  get log(): CallLogger {
    const { logLevel: level } = this.service.options;
    return this.#log ??= new CallLogger({ level, write: (line) => this.#write(line) });
  }

  /** Closes the session, or the connection if there is no session yet. */
  close(): void {
    if (this.#session === undefined) closeTcp(this.conn);
    else this.#session.close();
  }

  async #run(): Promise<void> {
    try {
      await this.#serve();
    } finally {
      this.#end();
    }
  }

  async #serve(): Promise<void> {
    const { options, tell, onError } = this.service;
    const { maxCallTime, closeTimeout = 1000 } = options;
    const hangup = maxCallTime === undefined ? undefined : new AbortController();
    let session: Session;
    try {
      session = await this.#open(hangup?.signal);
    } catch (error) {
      // A session would have closed the connection, but there may have been none.
      closeTcp(this.conn);
      tell?.({ type: "rejected", call: this.#call, reason: exceptionOf(error) });
      return;
    }
    this.#session = session;
    session.owner = this;
    deadlines.enter();
    this.#keepAlive = deadlines.set(KEEP_ALIVE_AFTER, () => this.#keepConnectionAlive());
    this.#probeLater(session);
    this.#begun = performance.now();
    const request = new NetworkRequest(session.environment);
    const { channel, uniqueId } = session.environment;
    const call = { ...this.#call, channel, uniqueId, script: request.script };
    this.#call = request.call = call;
    const found = this.service.router.resolve(request.script);
    this.#route = found?.route;
    if (found !== undefined) request.match = found.match;
    tell?.({ type: "call-start", call, route: found?.route });
    const { statusVariable } = options;
    const end = await runCall(session, found?.handler, request, {
      hangupGrace: options.hangupGrace ?? 30_000,
      logged: this,
      ...(maxCallTime === undefined ? {} : {
        wait: (running) =>
          endInTime(running, {
            limit: maxCallTime,
            grace: closeTimeout,
            hangUp: (reason) => hangup?.abort(reason),
          }),
      }),
      ...(statusVariable === undefined ? {} : {
        onEnd: ({ outcome }) =>
          setStatus(session, statusVariable, { outcome, timeout: closeTimeout }),
      }),
    });
    if (end.outcome === "failed" || end.outcome === "abandoned") onError(end.error, call);
    if (tell === undefined) return;
    const duration = performance.now() - this.#begun;
    const routes = found === undefined ? { routes: this.service.router.names } : {};
    tell({ type: "call-end", call, route: found?.route, duration, ...routes, ...end });
  }

  #write(line: LogLine): void {
    const { options: { onLog }, tell } = this.service;
    const route = this.#route;
    tell?.({ type: "log", call: this.#call, route, ...line });
    if (onLog !== undefined) onLog(line, this.#call);
    else printLine(line, { ...callFields(this.#call), route: route && clipField(route) });
  }

  #end(): void {
    if (this.#keepAlive !== undefined) {
      deadlines.clear(this.#keepAlive);
      if (this.#probe !== undefined) deadlines.clear(this.#probe);
      deadlines.leave();
    }
    this.service.onOver(this);
  }

  #open(hangup: AbortSignal | undefined): Promise<Session> {
    const { options, tls } = this.service;
    if (options.environmentTimeout === Infinity) this.conn.setKeepAlive();
    if (tls === undefined) return this.#start(tcpDuplex(this.conn), hangup);
    return tls.accept(this.conn, options.environmentTimeout ?? 10_000)
      .then((duplex) => this.#start(duplex, hangup));
  }

  #start(duplex: Duplex, hangup: AbortSignal | undefined): Promise<Session> {
    const { tap } = this.service.options;
    if (tap === undefined) return this.#startSession(duplex, hangup);
    return this.#startTapped(tap(duplex, this.#call), hangup);
  }

  async #startTapped(duplex: TappedDuplex, hangup: AbortSignal | undefined): Promise<Session> {
    const session = await this.#startSession(duplex, hangup);
    if (duplex.audio !== undefined) setAudioTap(session.environment, duplex.audio);
    return session;
  }

  #startSession(duplex: Duplex, hangup: AbortSignal | undefined): Promise<Session> {
    const { sessionOptions, tell } = this.service;
    if (tell === undefined && hangup === undefined) return Session.start(duplex, sessionOptions);
    const onEvent = tell && ((event: SessionEvent) => tell({ ...event, call: this.#call }));
    return Session.start(duplex, {
      ...sessionOptions,
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(hangup === undefined ? {} : { hangup }),
    });
  }

  #probeLater(session: Session): void {
    const { probeInterval = Infinity } = this.service.options;
    if (probeInterval === Infinity) return;
    this.#probe = deadlines.set(probeInterval, () => {
      this.#probe = undefined;
      if (session.closed || session.hungUp) return;
      session.probe();
      this.#probeLater(session);
    });
  }

  #keepConnectionAlive(): void {
    // A handler may keep running after closing its session.
    if (this.#session?.hungUp === false && !this.#session.closed) this.conn.setKeepAlive();
  }
}

function exceptionOf(error: unknown): AgiException {
  if (error instanceof AgiException) return error;
  const why = error instanceof Error ? error.message : error;
  return new AgiException(`Cannot start the call: ${why}`, { cause: error });
}
