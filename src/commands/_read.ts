/**
 * Readers of what the replies of several commands have in common. They say what failed; the session
 * names the command.
 *
 * @module
 */
import type { Reply } from "../command.ts";
import { AgiAppError, AgiUnknownError } from "../errors.ts";
import { whyNotPlayed } from "./_sound.ts";

/** The result as an integer. */
export function readInteger({ result }: Reply): number {
  if (!/^-?\d{1,15}$/.test(result)) throw unreadable();
  return Number(result);
}

/** Takes a result that says nothing but that the command was done; -1 is a failure. */
export function readDone({ result }: Reply): void {
  if (result === "-1") throw failed();
  if (!/^\d+$/.test(result)) throw unreadable();
}

/** A result of 1 for yes and 0 for no. */
export function readYes({ result }: Reply): boolean {
  if (result !== "0" && result !== "1") throw unreadable();
  return result === "1";
}

/**
 * A digit that Asterisk gives as its ASCII code; `null` for 0, which is none. -1 is a failure.
 *
 * @param file The sound file that the command plays, if it plays one.
 */
export function readDigit(reply: Reply, file?: string): string | null {
  const code = readInteger(reply);
  if (code === 0) return null;
  if (code === -1) throw failed(file === undefined ? undefined : whyNotPlayed(file));
  const digit = String.fromCharCode(code);
  if (!/^[0-9A-D*#]$/.test(digit)) throw unreadable();
  return digit;
}

/** What stands in the parentheses, up to the last one; `null` where there are none. */
export function readText({ text }: Reply): string | null {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : null;
}

/** The one word in the first parentheses, e.g. `timeout`; `""` where there are none. */
export function readWord({ text }: Reply): string {
  return /^\(([^)]*)\)/.exec(text)?.[1] ?? "";
}

/** The number behind `endpos=`. */
export function readEndpos({ text }: Reply): number {
  const [, endpos] = /(?:^| )endpos=(-?\d{1,15})(?: |$)/.exec(text) ?? [];
  if (endpos === undefined) throw unreadable();
  return Number(endpos);
}

/** The error for a command that failed while the channel lives. */
export function failed(why = "Asterisk returned -1"): AgiAppError {
  return new AgiAppError(why);
}

/** The error for a reply that the protocol does not have. */
export function unreadable(): AgiUnknownError {
  return new AgiUnknownError("the protocol has no such reply");
}
