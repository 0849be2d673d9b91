import { type CallEnd, runHandler } from "./_call.ts";
import { NetworkRequest } from "./_network_request.ts";
import { setStatus } from "./_status_variable.ts";
import { endInTime } from "./_time_limit.ts";
import { AgiException } from "./errors.ts";
import type { AgiEvent, CallInfo, SessionEvent } from "./events.ts";
import type { Router } from "./router.ts";
import type { FastAgiServerOptions } from "./server.ts";
import { Session, type SessionOptions } from "./session.ts";
import { type Deadline, deadlines } from "./transport/deadlines.ts";
import type { Duplex } from "./transport/duplex.ts";
import type { Linked } from "./transport/linked_list.ts";
import { closeTcp, tcpDuplex } from "./transport/tcp.ts";
import type { TlsAcceptor } from "./transport/tls.ts";

/** What all calls of a server have in common. */
export interface Service {
  readonly options: FastAgiServerOptions;
  /** Those of the options that a session takes. */
  readonly sessionOptions: SessionOptions;
  readonly router: Router;
  /** Does the handshake, where calls come by TLS. */
  readonly tls: TlsAcceptor | undefined;
  /** Tells whoever watches; `undefined` if nobody does. */
  readonly tell: ((event: AgiEvent) => void) | undefined;
  /** Forgets a call. */
  onOver(call: ServedCall): void;
}

/**
 * How old a call is when the kernel is told to ask in long silences whether its peer is still there,
 * in milliseconds. Most calls are over then, and telling it takes as long as a command.
 */
const KEEP_ALIVE_AFTER = 60_000;

/** One connection of a server, from when it was accepted, be it a call already or not. */
export class ServedCall implements Linked<ServedCall> {
  previous?: ServedCall | undefined;
  next?: ServedCall | undefined;
  /** Resolves when it is over; never rejects. */
  readonly ended: Promise<void>;
  readonly conn: Deno.TcpConn;
  #service: Service;
  #call: CallInfo;
  #session: Session | undefined;
  #keepAlive: Deadline | undefined;

  constructor(conn: Deno.TcpConn, call: CallInfo, service: Service) {
    this.conn = conn;
    this.#call = call;
    this.#service = service;
    this.ended = this.#serve().finally(() => this.#end());
  }

  /** Ends it at once, or in an orderly way if it is a call. */
  close(): void {
    if (this.#session === undefined) closeTcp(this.conn);
    else this.#session.close();
  }

  async #serve(): Promise<void> {
    const { options, tell } = this.#service;
    const { maxCallTime, closeTimeout = 1000 } = options;
    const hangup = maxCallTime === undefined ? undefined : new AbortController();
    let session: Session;
    try {
      session = await this.#open(hangup?.signal);
    } catch (error) {
      // A session has closed it, but there may have been none.
      closeTcp(this.conn);
      tell?.({ type: "rejected", call: this.#call, reason: exceptionOf(error) });
      return;
    }
    this.#session = session;
    deadlines.enter();
    this.#keepAlive = deadlines.set(KEEP_ALIVE_AFTER, () => this.#keepConnectionAlive());
    const begun = performance.now();
    const request = new NetworkRequest(session.environment);
    const { channel, uniqueId } = session.environment;
    const call = { ...this.#call, channel, uniqueId, script: request.script };
    this.#call = request.call = call;
    const found = this.#service.router.resolve(request.script);
    tell?.({ type: "call-start", call, route: found?.route });
    let end: CallEnd = { outcome: "no-handler" };
    if (found !== undefined) {
      request.match = found.match;
      const running = runHandler(found.handler, session, request);
      end = await (maxCallTime === undefined ? running : endInTime(running, {
        limit: maxCallTime,
        grace: closeTimeout,
        hangUp: (reason) => hangup?.abort(reason),
      }));
    }
    if (options.statusVariable !== undefined) {
      const { outcome } = end;
      await setStatus(session, options.statusVariable, { outcome, timeout: closeTimeout });
    }
    await session.close();
    const duration = performance.now() - begun;
    const routes = found === undefined ? { routes: this.#service.router.names } : {};
    tell?.({ type: "call-end", call, route: found?.route, duration, ...routes, ...end });
  }

  #end(): void {
    if (this.#keepAlive !== undefined) {
      deadlines.clear(this.#keepAlive);
      deadlines.leave();
    }
    this.#service.onOver(this);
  }

  #open(hangup: AbortSignal | undefined): Promise<Session> {
    const { options, tls } = this.#service;
    if (options.environmentTimeout === Infinity) this.conn.setKeepAlive();
    if (tls === undefined) return this.#start(tcpDuplex(this.conn), hangup);
    return tls.accept(this.conn, options.environmentTimeout ?? 10_000)
      .then((duplex) => this.#start(duplex, hangup));
  }

  #start(duplex: Duplex, hangup: AbortSignal | undefined): Promise<Session> {
    const { options, sessionOptions, tell } = this.#service;
    const tapped = options.tap?.(duplex, this.#call) ?? duplex;
    if (tell === undefined && hangup === undefined) return Session.start(tapped, sessionOptions);
    const onEvent = tell && ((event: SessionEvent) => tell({ ...event, call: this.#call }));
    return Session.start(tapped, {
      ...sessionOptions,
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(hangup === undefined ? {} : { hangup }),
    });
  }

  #keepConnectionAlive(): void {
    if (this.#session?.hungUp === false) this.conn.setKeepAlive();
  }
}

function exceptionOf(error: unknown): AgiException {
  if (error instanceof AgiException) return error;
  const why = error instanceof Error ? error.message : error;
  return new AgiException(`Cannot begin a call: ${why}`, { cause: error });
}
