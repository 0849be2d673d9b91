import type { AgiEvent, CallInfo, Observer } from "../events.ts";
import type { Router } from "../handler/router.ts";
import type { SessionOptions } from "../session/session.ts";
import type { Duplex } from "../transport/duplex.ts";
import type { TlsOptions } from "../transport/tls.ts";
import type { AdmissionOptions } from "./admission.ts";

/** Options of {@linkcode FastAgiServer}. */
export interface FastAgiServerOptions
  extends Omit<SessionOptions, "hangup" | "onEvent" | "budget">, AdmissionOptions {
  /** The address to listen at. The default is `127.0.0.1`: nobody but this machine. */
  hostname?: string;
  /** The port to listen at; 0 for any that is free. The default is 4573. */
  port?: number;
  /**
   * Speaks TLS with this certificate, and nothing else; for use behind stunnel or a service mesh,
   * because Asterisk itself speaks none. The handshake may take `environmentTimeout`.
   */
  tls?: TlsOptions;
  /**
   * Whether other processes may listen at the same port, if they want that as well: the kernel shares
   * the calls among them. The default is `false`. Deno ends the process that asks for it without
   * `--unstable-net`.
   */
  reusePort?: boolean;
  /**
   * The most bytes that all connections may buffer together: environments and replies that are not
   * whole yet. The connection that would exceed it is closed. The default is 64 MiB.
   */
  maxBufferedBytes?: number;
  /** How many milliseconds a shutdown lets calls go on. The default is 30,000. */
  drainTimeout?: number;
  /**
   * The most milliseconds that a handler may take, or `Infinity`, the default. Then its commands
   * reject with an `AgiHangup`, and the connection is closed when it has ended, at the latest after
   * `closeTimeout`. The call failed, by an `AgiTimeoutError`.
   */
  maxCallTime?: number;
  /**
   * How many milliseconds a handler may go on after the hangup, or `Infinity`. Then the connection is
   * closed, which frees the channel in Asterisk, and the call has ended as `abandoned`; the handler may
   * go on with work of its own. The default is 30,000.
   */
  hangupGrace?: number;
  /**
   * The name of a channel variable that tells the dialplan how the call ended: `SUCCESS`, `HANGUP`,
   * `FAILED` or `NOT_FOUND`. It is set when the handler has ended, also after a hangup. That may
   * take `closeTimeout`; where the connection is gone it takes no time.
   */
  statusVariable?: string;
  /** Finds the handlers. By default the server has a router of its own. */
  router?: Router;
  /** Called for every event of the server and its calls. */
  onEvent?: Observer<AgiEvent>;
  /**
   * Called when a call has failed, with what its handler threw, and when a command failed that the
   * handler did not await. The default writes it to standard error; a function that does nothing keeps
   * it quiet.
   */
  onError?: (error: unknown, call: CallInfo) => void;
  /**
   * Stands between a connection and its session, to watch the bytes or to change them. The call is
   * told by `id` and `peer` only: nothing has been read of it.
   */
  tap?: (duplex: Duplex, call: CallInfo) => Duplex;
}

/**
 * Checks the limits for what a peer may send, and for the time that it and the handler may take.
 *
 * @throws {RangeError} If `environmentTimeout` is not more than 0, `hangupGrace` is negative, or another
 * limit is less than 1.
 */
export function checkLimits(options: FastAgiServerOptions): void {
  const { environmentTimeout = Infinity } = options;
  if (!(environmentTimeout > 0)) {
    throw new RangeError(
      `Cannot use ${environmentTimeout} as environmentTimeout: it must be milliseconds, more than 0`,
    );
  }
  const { hangupGrace = Infinity } = options;
  if (!(hangupGrace >= 0)) {
    throw new RangeError(
      `Cannot use ${hangupGrace} as hangupGrace: it must be milliseconds, 0 or more`,
    );
  }
  for (
    const name of [
      "maxEnvironmentBytes",
      "maxEnvironmentLines",
      "maxReplyBytes",
      "maxBufferedBytes",
    ] as const
  ) {
    const limit = options[name];
    if (limit === undefined || limit >= 1) continue;
    throw new RangeError(`Cannot use ${limit} as ${name}: it must be 1 or more`);
  }
}
