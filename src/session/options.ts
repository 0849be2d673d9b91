import type { Observer, SessionEvent } from "../events.ts";
import type { EnvironmentLimits } from "../protocol/environment.ts";
import type { MemoryBudget } from "../protocol/memory_budget.ts";

/** Default maximum size of a reply, in bytes. */
export const MAX_REPLY_BYTES: number = 1024 * 1024;

/** Options of {@linkcode Session.start}. */
export interface SessionOptions extends EnvironmentLimits {
  /**
   * How long to wait for the environment, in milliseconds, or `Infinity`. The default is 10,000.
   */
  environmentTimeout?: number;
  /** Maximum size of a reply, in bytes. The default is 1 MiB. */
  maxReplyBytes?: number;
  /** Limits what this session buffers; several sessions can share one budget. */
  budget?: MemoryBudget;
  /**
   * How long closing waits for Asterisk to close its side, in milliseconds. The default is 1,000.
   */
  closeTimeout?: number;
  /**
   * Aborts when the call is hung up by other means than the connection, such as SIGHUP for a
   * script. If its reason is an `AgiHangup`, it becomes the reason of the hangup.
   */
  hangup?: AbortSignal;
  /**
   * Whether something else may write to the same connection, as to the standard output of a script.
   * Its lines then do not end the call; each is reported as a `stray-output` event. A command that Asterisk
   * does not know is sent twice. The default is `false`.
   */
  shared?: boolean;
  /** Called for every event of the session. */
  onEvent?: Observer<SessionEvent>;
  /**
   * Which events `onEvent` gets. `"calls"` omits commands and replies, whose events cost as much as
   * sending a command. The default is `"all"`.
   */
  events?: "all" | "calls";
  /** Called for every command that was answered or abandoned; cheaper than events. */
  onReply?: ReplyCounter;
}

/**
 * Counts a command that was answered or abandoned.
 *
 * @param verb The command without its arguments, e.g. `GET DATA`.
 * @param status The status of the reply; `undefined` if there was none.
 * @param duration Time from the command to its reply, in milliseconds.
 */
export type ReplyCounter = (
  verb: string,
  status: number | undefined,
  duration: number,
) => void;
