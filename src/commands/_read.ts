/**
 * Reads the parts that the replies of several commands share. Errors only say what failed; the
 * session adds the command.
 *
 * @module
 */
import type { Reply } from "../command.ts";
import { AgiAppError, AgiUnknownError } from "../errors.ts";
import { whyNotPlayed } from "./_sound.ts";

/** Reads the result as an integer. */
export function readInteger({ result }: Reply): number {
  if (!/^-?\d{1,15}$/.test(result)) throw unreadable();
  return Number(result);
}

/** Checks a result that only says that the command succeeded; -1 is a failure. */
export function readDone({ result }: Reply): void {
  if (result === "-1") throw failed();
  if (!/^\d+$/.test(result)) throw unreadable();
}

/** Reads a result of 1 (yes) or 0 (no). */
export function readYes({ result }: Reply): boolean {
  if (result !== "0" && result !== "1") throw unreadable();
  return result === "1";
}

/**
 * Reads a digit that Asterisk sends as its ASCII code; 0 means no digit and becomes `null`. -1 is a
 * failure.
 *
 * @param file The sound file that the command plays, if any.
 */
export function readDigit(reply: Reply, file?: string): string | null {
  const code = readInteger(reply);
  if (code === 0) return null;
  if (code === -1) throw failed(file === undefined ? undefined : whyNotPlayed(file));
  const digit = String.fromCharCode(code);
  if (!/^[0-9A-D*#]$/.test(digit)) throw unreadable();
  return digit;
}

/** Reads the text in parentheses, up to the last one; `null` if there are none. */
export function readText({ text }: Reply): string | null {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : null;
}

/** Reads the word in the first parentheses, e.g. `timeout`; `""` if there are none. */
export function readWord({ text }: Reply): string {
  return /^\(([^)]*)\)/.exec(text)?.[1] ?? "";
}

/** Reads the number after `endpos=`. */
export function readEndpos({ text }: Reply): number {
  const [, endpos] = /(?:^| )endpos=(-?\d{1,15})(?: |$)/.exec(text) ?? [];
  if (endpos === undefined) throw unreadable();
  return Number(endpos);
}

/** The error for a command that failed on a live channel. */
export function failed(why = "Asterisk returned -1"): AgiAppError {
  return new AgiAppError(why);
}

/** The error for a reply that the protocol does not define. */
export function unreadable(): AgiUnknownError {
  return new AgiUnknownError("the protocol has no such reply");
}
