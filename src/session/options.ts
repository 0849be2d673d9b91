import type { Observer, SessionEvent } from "../events.ts";
import type { EnvironmentLimits } from "../protocol/environment.ts";

/** Options of {@linkcode Session.start}. */
export interface SessionOptions extends EnvironmentLimits {
  /** The most milliseconds until the environment has come, or `Infinity`. The default is 10,000. */
  environmentTimeout?: number;
  /** The most bytes of one reply. The default is 1 MiB. */
  maxReplyBytes?: number;
  /** The most milliseconds that closing waits for Asterisk to close its side. The default is 1,000. */
  closeTimeout?: number;
  /**
   * Tells of a hangup by other means than the connection, as SIGHUP does for a script. Its reason
   * becomes the hangup if it is an `AgiHangup`.
   */
  hangup?: AbortSignal;
  /** Watches the conversation. */
  onEvent?: Observer<SessionEvent>;
  /**
   * Which events `onEvent` gets: with `"calls"` none of commands and replies, whose making costs as
   * much as sending a command. The default is `"all"`.
   */
  events?: "all" | "calls";
  /** Counts commands, at less cost than their events: called for each when its reply has come. */
  onReply?: ReplyCounter;
}

/**
 * Takes what can be counted of a command that was answered, or given up.
 *
 * @param verb The words of the command, e.g. `GET DATA`.
 * @param status The status of the reply; `undefined` if none came.
 * @param duration From the command to its reply, in milliseconds.
 */
export type ReplyCounter = (
  verb: string,
  status: number | undefined,
  duration: number,
) => void;
