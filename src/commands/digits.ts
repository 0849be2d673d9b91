import type { Command } from "../command.ts";
import { checkDigits, checkInteger, checkMilliseconds, type Digits } from "./_check.ts";
import { failed, readDigit, readEndpos, readWord, unreadable } from "./_read.ts";
import { whyNotPlayed } from "./_sound.ts";
import type { PlaybackResult } from "./playback.ts";

/** Size of Asterisk's digit buffer; more digits overwrite its memory. */
const MAX_DIGITS = 1023;

/** Options of {@linkcode getData}. */
export interface GetDataOptions {
  /**
   * How long to wait for the first digit, and between digits, in milliseconds. `Infinity` means 11
   * days. 0, the default, means Asterisk's default: 6,000 for the first digit, 2,000 between
   * digits.
   */
  timeout?: number;
  /** Number of digits after which input ends, 1 to 1,023. The default is 1,023. */
  maxDigits?: number;
}

/** The digits that a caller entered. */
export interface DigitsResult {
  /** The digits without the `#` that ended them; `""` if there are none. */
  digits: string;
  /** Whether input ended by the timeout rather than by `#` or `maxDigits`. */
  timedOut: boolean;
}

/**
 * Plays a sound file and reads the digits that the caller enters during or after it. Input ends
 * with `#`, after `maxDigits`, or after the timeout.
 *
 * Sends `GET DATA file timeout maxdigits`.
 *
 * @param file The sound file without its extension; `""` plays nothing.
 * @throws {RangeError} If `timeout` or `maxDigits` is out of range.
 * @throws {AgiAppError} When sent, if the file does not exist.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digits, timedOut } = await channel.getData("vm-password", { maxDigits: 4 });
 *   if (!timedOut) await channel.verbose(`the PIN has ${digits.length} digits`);
 * };
 * ```
 */
export function getData(file: string, options: GetDataOptions = {}): Command<DigitsResult> {
  const { timeout = 0, maxDigits = MAX_DIGITS } = options;
  const verb = "GET DATA";
  return {
    verb,
    target: file,
    args: [
      file,
      checkMilliseconds("timeout", timeout, "-1"),
      `${checkInteger("maxDigits", maxDigits, 1, MAX_DIGITS)}`,
    ],
    allowedOnDeadChannel: false,
    interruptible: "always",
    hangupOnMinusOne: true,
    parse(reply) {
      if (reply.result === "-1") throw failed(whyNotPlayed(file));
      if (!/^[0-9A-D*#]*$/.test(reply.result)) throw unreadable();
      return { digits: reply.result, timedOut: readWord(reply) === "timeout" };
    },
  };
}

/** Options of {@linkcode waitForDigit}. */
export interface WaitForDigitOptions {
  /** How long to wait, in milliseconds. The default is `Infinity`. */
  timeout?: number;
}

/**
 * Waits for one digit without playing anything. Returns the digit, or `null` on timeout.
 *
 * Sends `WAIT FOR DIGIT timeout`.
 *
 * @throws {RangeError} If `timeout` is out of range.
 * @throws {AgiAppError} When sent, if Asterisk cannot read from the channel.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const digit = await channel.waitForDigit({ timeout: 5000 });
 *   await channel.verbose(digit ?? "no digit in 5 s");
 * };
 * ```
 */
export function waitForDigit(options: WaitForDigitOptions = {}): Command<string | null> {
  const { timeout = Infinity } = options;
  const verb = "WAIT FOR DIGIT";
  return {
    verb,
    args: [checkMilliseconds("timeout", timeout, "-1")],
    allowedOnDeadChannel: false,
    interruptible: "always",
    interruptedResult: "1",
    hangupOnMinusOne: true,
    parse: readDigit,
  };
}

/** Options of {@linkcode getOption}. */
export interface GetOptionOptions {
  /** The digits to choose from. None by default. */
  escapeDigits?: Digits;
  /**
   * How long to wait for a digit after the file has played, in milliseconds. The default is 5,000;
   * 0 does not wait.
   */
  timeout?: number;
}

/**
 * Plays a sound file and waits for one digit during or after it.
 *
 * The digit is `null` on timeout, but also if the caller pressed another digit or hung up after the
 * file: Asterisk reports all three alike. A hangup aborts `channel.signal`.
 *
 * Sends `GET OPTION file escape_digits timeout`. The timeout is always sent, because Asterisk's
 * default needs a channel that runs dialplan.
 *
 * @param file The sound file without its extension.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits.
 * @throws {RangeError} If `timeout` is out of range.
 * @throws {AgiAppError} When sent, if the file does not exist.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digit } = await channel.getOption("press-1-or-2", { escapeDigits: "12" });
 *   await channel.verbose(`chose ${digit ?? "nothing"}`);
 * };
 * ```
 */
export function getOption(file: string, options: GetOptionOptions = {}): Command<PlaybackResult> {
  const { escapeDigits = "", timeout = 5000 } = options;
  const verb = "GET OPTION";
  return {
    verb,
    target: file,
    args: [
      file,
      checkDigits("escapeDigits", escapeDigits),
      checkMilliseconds("timeout", timeout, "-1"),
    ],
    allowedOnDeadChannel: false,
    interruptible: "always",
    interruptedResult: "0",
    hangupOnMinusOne: true,
    parse: (reply) => ({ digit: readDigit(reply, file), endpos: readEndpos(reply) }),
  };
}
