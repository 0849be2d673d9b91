import type { Pattern } from "../handler/router.ts";
import type { Caller } from "./caller.ts";
import type { CallOptions } from "../asterisk/set_up_call.ts";

/** Faults of a simulated call. Times are milliseconds of the call. */
export interface Faults {
  /** The lengths of the pieces on the network, in bytes, used in turn and repeated. */
  pieces?: readonly number[];
  /** The delays of the pieces, used in turn and repeated. */
  delays?: readonly number[];
  /** The delay before Asterisk reads a line. */
  slowReads?: number;
  /** The delay between the 511 and the `HANGUP` line. */
  hangupDelay?: number;
  /** Commands that Asterisk answers with 520, e.g. `GET DATA`. */
  refused?: readonly string[];
  /** Commands that Asterisk does not have and answers with 510. */
  unknown?: readonly string[];
}

/** Options of `simulateCall`: the call, what the Asterisk has, the caller, and the faults. */
export interface SimulateOptions extends CallOptions {
  /** What the caller does; the test can also act for the caller during the call. */
  caller?: (caller: Caller) => void | Promise<void>;
  /** The pattern that the handler is registered with, for `request.match`. */
  pattern?: Pattern;
  /** The faults of the network and of Asterisk. */
  faults?: Faults;
  /**
   * Whether time is real while the audio of the call is open. By default it runs as fast as the
   * handler takes the caller's frames, which suits a handler that waits for nothing else. A handler
   * that talks to another service needs real time.
   */
  realTimeAudio?: boolean;
  /** The time after which the caller hangs up in any case; an hour by default. */
  patience?: number;
}
