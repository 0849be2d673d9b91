import type { AudioTap } from "../audio/audio_tap.ts";
import type { AgiEvent, CallInfo, LogLevel, LogLine, Observer } from "../events.ts";
import type { Router } from "../handler/router.ts";
import type { SessionOptions } from "../session/session.ts";
import type { Duplex } from "../transport/duplex.ts";
import type { TlsOptions } from "../transport/tls.ts";
import type { AdmissionOptions } from "./admission.ts";

/** A connection that {@linkcode FastAgiServerOptions.tap} has wrapped. */
export interface TappedDuplex extends Duplex {
  /** Observes the audio that the handler of the call opens. */
  readonly audio?: AudioTap;
}

/** Options of {@linkcode FastAgiServer}. */
export interface FastAgiServerOptions
  extends Omit<SessionOptions, "hangup" | "onEvent" | "budget">, AdmissionOptions {
  /** The address to listen on. The default is `127.0.0.1`, which only this machine can reach. */
  hostname?: string;
  /** The port to listen on; 0 picks a free port. The default is 4573. */
  port?: number;
  /**
   * Accepts TLS connections only, with this certificate. Asterisk itself has no TLS for AGI, so put
   * stunnel or a service mesh in front of it. The handshake can take `environmentTimeout`.
   */
  tls?: TlsOptions;
  /**
   * Whether other processes can listen on the same port if they also set this option; the kernel
   * distributes calls among them. The default is `false`. Requires `--unstable-net`: without it,
   * Deno exits the process.
   */
  reusePort?: boolean;
  /**
   * Maximum number of bytes that all connections together can buffer, for incomplete environments
   * and replies. The connection that would exceed it is closed. The default is 64 MiB.
   */
  maxBufferedBytes?: number;
  /** How long a shutdown waits for calls in progress, in milliseconds. The default is 30,000. */
  drainTimeout?: number;
  /**
   * How long a handler can run, in milliseconds. The default is `Infinity`. After that, its
   * commands reject with an `AgiHangup`, and the connection is closed when the handler ends, or
   * after `closeTimeout`. The call ends as `failed`, with an `AgiTimeoutError`.
   */
  maxCallTime?: number;
  /**
   * How long a handler can run after the hangup, in milliseconds, or `Infinity`. After that, the
   * connection is closed, which frees the channel in Asterisk, and the call ends as `abandoned`.
   * The handler itself keeps running. The default is 30,000.
   */
  hangupGrace?: number;
  /**
   * How often to check that Asterisk is still there, in milliseconds, for calls that send no command
   * at that moment. A call whose Asterisk does not answer within 10 seconds ends with a hangup. The
   * default is `Infinity`. Nothing is sent while a command runs, because that could stop it: TCP
   * keep-alive finds an Asterisk that vanishes then.
   */
  probeInterval?: number;
  /**
   * The name of a channel variable that tells the dialplan how the call ended: `SUCCESS`, `HANGUP`,
   * `FAILED` or `NOT_FOUND`. It is set when the handler ends, even after a hangup. That can take up
   * to `closeTimeout`, but no time if the connection ended.
   */
  statusVariable?: string;
  /** Finds the handlers. By default the server creates its own router. */
  router?: Router;
  /** Called for every event of the server and its calls. */
  onEvent?: Observer<AgiEvent>;
  /**
   * Called when a call fails, with what its handler threw, and when a command fails that the
   * handler did not await. By default errors are written to standard error with `console.error`,
   * which blocks all calls while standard error is a pipe that is full and nothing reads; pass an
   * empty function to discard them.
   */
  onError?: (error: unknown, call: CallInfo) => void;
  /**
   * Called for each line that a handler logs with `channel.log`; `onEvent` gets it as well. By
   * default lines are written to standard error, which can block as with `onError`; pass an empty
   * function to discard them.
   */
  onLog?: (line: LogLine, call: CallInfo) => void;
  /** The lowest level of `channel.log` that is written. The default is `info`. */
  logLevel?: LogLevel;
  /**
   * Wraps each connection before its session starts, to observe or change the bytes. Of the call,
   * only `id` and `peer` are known at that point. The result can also observe the call's audio.
   */
  tap?: (duplex: Duplex, call: CallInfo) => TappedDuplex;
}

/**
 * Checks the limits for input from a peer, and the timeouts.
 *
 * @throws {RangeError} If `environmentTimeout` is not greater than 0, `hangupGrace` is negative, or
 * another limit is less than 1.
 */
export function checkLimits(options: FastAgiServerOptions): void {
  const { environmentTimeout = Infinity } = options;
  if (!(environmentTimeout > 0)) {
    throw new RangeError(
      `Invalid environmentTimeout ${environmentTimeout}: must be more than 0 ms`,
    );
  }
  const { hangupGrace = Infinity } = options;
  if (!(hangupGrace >= 0)) {
    throw new RangeError(`Invalid hangupGrace ${hangupGrace}: must be 0 ms or more`);
  }
  for (
    const name of [
      "maxEnvironmentBytes",
      "maxEnvironmentLines",
      "maxReplyBytes",
      "maxBufferedBytes",
      "maxCalls",
      "maxCallsPerPeer",
      "probeInterval",
    ] as const
  ) {
    const limit = options[name];
    if (limit === undefined || limit >= 1) continue;
    throw new RangeError(`Invalid ${name} ${limit}: must be 1 or more`);
  }
}
