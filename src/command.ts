/**
 * The contract that all layers share: a command is a value, and so is a reply.
 *
 * @module
 */

/** Asterisk's reply to a command, split into the parts that every reply has. */
export interface Reply {
  /** The status. Current versions of Asterisk send 200, 503, 510, 511 or 520. */
  readonly status: number;
  /** The value of `result=`, up to the next space: `"1"`, `"-1"`, `""`, digits. */
  readonly result: string;
  /**
   * Everything after the result, e.g. `"(timeout)"`, `"(speech) endpos=100"`, `"Gosub complete"`.
   * For 520 it is the usage text, for any other status without `result=` the whole text.
   */
  readonly text: string;
}

/**
 * An AGI command: what to send, and how to read the reply. It is a plain value that does not belong
 * to a call, so it can be sent any number of times, on any number of calls.
 *
 * @example A custom command
 * ```ts
 * import type { Command } from "@tipring/agi";
 *
 * const noop: Command<void> = {
 *   verb: "NOOP",
 *   args: ["a note for 'agi set debug on'"],
 *   allowedOnDeadChannel: true,
 *   parse: () => {},
 * };
 * ```
 */
export interface Command<T> {
  /** The command without its arguments, e.g. `"STREAM FILE"`. */
  readonly verb: string;
  /** The arguments, unquoted: the session quotes them when it sends the command. */
  readonly args: readonly string[];
  /**
   * The file, application or variable that the command acts on, for messages and logs. It must
   * never be something that a caller can enter.
   */
  readonly target?: string;
  /** Whether Asterisk runs it on a channel that was hung up. Other commands get a 511 there. */
  readonly allowedOnDeadChannel: boolean;
  /**
   * When a new line on the connection makes Asterisk stop the command: `"always"`, or `"eagi"` if
   * only while Asterisk sends audio. A command without it always runs to its end.
   */
  readonly interruptible?: "always" | "eagi";
  /**
   * The result of an interrupted command. If absent, Asterisk does not reply to an interrupted one.
   */
  readonly interruptedResult?: string;
  /**
   * Whether `result=-1` is ambiguous: a hangup, or a failure of the command itself. The session
   * then asks Asterisk which it was, and calls `parse` only if the channel is alive. `"bare"`
   * limits this to a -1 without text after it.
   */
  readonly hangupOnMinusOne?: boolean | "bare";
  /** Whether the text in parentheses can contain anything, including newlines and `)`. */
  readonly freeText?: boolean;
  /** A result after which Asterisk also sends a spurious 520. */
  readonly usageFollows?: string;
  /**
   * Why the session refuses other commands from the moment that this one is queued until its reply: they
   * would wait without end. They reject with an `AgiError` that ends with this text.
   */
  readonly exclusive?: string;
  /** What the text in parentheses ends with, if the command makes Asterisk append something. */
  readonly sentinel?: string;
  /** What is probably a mistake in the command: sending it reports a `warning` event. */
  readonly warning?: string;
  /**
   * Reads the result from a reply with status 200.
   *
   * It throws an `AgiAppError` if the command failed, with the reason as its message; the session
   * prepends the command. It throws an `AgiUnknownError` if it cannot read the reply.
   */
  parse(reply: Reply): T;
}

/** A command that Asterisk runs on any channel, even on one that was hung up. */
export interface AnytimeCommand<T> extends Command<T> {
  /** Always `true`. */
  readonly allowedOnDeadChannel: true;
}
