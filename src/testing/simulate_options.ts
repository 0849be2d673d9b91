import type { Pattern } from "../handler/router.ts";
import type { Caller } from "./caller.ts";
import type { CallOptions } from "../asterisk/set_up_call.ts";

/** What goes wrong in a simulated call. Times are milliseconds of the call. */
export interface Faults {
  /** How long pieces on the network are, in bytes, one after the other and round again. */
  pieces?: readonly number[];
  /** How long pieces take, one after the other and round again. */
  delays?: readonly number[];
  /** How long Asterisk takes until it reads a line. */
  slowReads?: number;
  /** How much later than the 511 the `HANGUP` line comes. */
  hangupDelay?: number;
  /** Commands that Asterisk answers by a 520, e.g. `GET DATA`. */
  refused?: readonly string[];
  /** Commands that Asterisk does not have: 510. */
  unknown?: readonly string[];
}

/** Options of `simulateCall`: the call, what is on the Asterisk, the caller, and what goes wrong. */
export interface SimulateOptions extends CallOptions {
  /** What the caller does; the test can do so as well while the call goes on. */
  caller?: (caller: Caller) => void | Promise<void>;
  /** The pattern that the handler is registered by, for `request.match`. */
  pattern?: Pattern;
  /** What goes wrong. */
  faults?: Faults;
  /**
   * Whether time goes like that of the machine while the audio of the call is open. By default it goes as
   * fast as the handler takes the caller's frames, which is right for one that waits for nothing else; one
   * that talks to another service needs real time.
   */
  realTimeAudio?: boolean;
  /** After how many milliseconds the caller hangs up in any case; an hour by default. */
  patience?: number;
}
