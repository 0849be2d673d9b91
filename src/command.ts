/**
 * The contract that the layers share: a command is a value, a reply is a value.
 *
 * @module
 */

/** What Asterisk answered to one command, read as far as it is the same for every command. */
export interface Reply {
  /** The status: 200, 503, 510, 511 or 520 from an Asterisk of today. */
  readonly status: number;
  /** What stands behind `result=`, up to the next blank: `"1"`, `"-1"`, `""`, digits. */
  readonly result: string;
  /**
   * Everything behind the result, e.g. `"(timeout)"`, `"(speech) endpos=100"`,
   * `"Gosub complete"`; for a status other than 200 or 503 the whole text, for 520 the usage.
   */
  readonly text: string;
}

/**
 * One AGI command: what to send, and how to read the reply. It is a plain value: it holds nothing
 * of a call, and can be sent any number of times, on any number of calls.
 *
 * @example A command of one's own
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
  /** The words of the command, e.g. `"STREAM FILE"`. */
  readonly verb: string;
  /** The arguments as they are meant; quoting is done when the command is sent. */
  readonly args: readonly string[];
  /** Whether Asterisk runs it on a channel that is hung up; the others get a 511 there. */
  readonly allowedOnDeadChannel: boolean;
  /**
   * Whether a new line on the connection stops it in Asterisk: `"always"`, or `"eagi"` for those
   * that stop only when Asterisk sends audio. Those without it run to their end.
   */
  readonly interruptible?: "always" | "eagi";
  /** The result by which Asterisk tells that it stopped; without one a stopped command is not answered. */
  readonly interruptedResult?: string;
  /**
   * Whether `result=-1` may mean a hangup as well as something of the command's own. The session
   * then asks Asterisk which it was, and calls `parse` only if the channel lives. With `"bare"` that
   * goes only for a -1 with nothing behind it: the text of any other tells enough.
   */
  readonly hangupOnMinusOne?: boolean | "bare";
  /** Whether the text in parentheses may hold anything, newlines and `)` included. */
  readonly freeText?: boolean;
  /** The result that Asterisk follows by a 520 which means nothing. */
  readonly usageFollows?: string;
  /** The end of the text in parentheses, where the command makes Asterisk put one there. */
  readonly sentinel?: string;
  /** What is probably a mistake in the command: sending it reports a `warning` event. */
  readonly warning?: string;
  /**
   * Reads the result from a reply with status 200. Throws an `AgiAppError` where the reply says
   * that the command failed, and an `AgiUnknownError` where it says what nobody can read.
   */
  parse(reply: Reply): T;
}

/** A command that Asterisk runs on any channel, also on one that is hung up. */
export interface AnytimeCommand<T> extends Command<T> {
  /** Asterisk runs it there. */
  readonly allowedOnDeadChannel: true;
}
