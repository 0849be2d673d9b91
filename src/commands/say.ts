import type { Command } from "../command.ts";
import { checkInteger, checkOneOf, invalidArgument } from "./_check.ts";
import { sayInterruptibly, type SayOptions } from "./_say.ts";

export type { SayOptions };

/**
 * Says digits one by one in the channel's language. Returns the digit that interrupted it, or
 * `null`.
 *
 * Sends `SAY DIGITS number escape_digits`.
 *
 * @param digits The digits 0-9; after the first, also `*` and `#`.
 * @throws {TypeError} If `digits` is malformed, or `escapeDigits` contains anything but DTMF
 * digits.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayDigits("0815", { escapeDigits: "#" });
 * };
 * ```
 */
export function sayDigits(
  digits: string | number,
  options: SayOptions = {},
): Command<string | null> {
  const text = `${digits}`;
  if (!/^-?\d[\d*#]*$/.test(text)) {
    throw new TypeError(
      invalidArgument("digits", text, "must start with 0-9 and contain only 0-9, *, #"),
    );
  }
  return sayInterruptibly("SAY DIGITS", text, options);
}

/** Asterisk can say signed 32-bit integers. */
const MIN_NUMBER = -(2 ** 31);
const MAX_NUMBER = 2 ** 31 - 1;

/** Options of {@linkcode sayNumber}. */
export interface SayNumberOptions extends SayOptions {
  /** The grammatical gender, if the language needs it: `f`, `m`, `n`, `c` and others. */
  gender?: string;
}

/**
 * Says a number in the channel's language. Returns the digit that interrupted it, or `null`.
 *
 * Sends `SAY NUMBER number escape_digits [gender]`.
 *
 * @param number A signed 32-bit integer.
 * @throws {RangeError} If `number` is out of range or not an integer.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits, or `gender` is not
 * letters.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayNumber(42, { gender: "f" });
 * };
 * ```
 */
export function sayNumber(number: number, options: SayNumberOptions = {}): Command<string | null> {
  const { gender } = options;
  if (gender !== undefined && !/^[A-Za-z]+$/.test(gender)) {
    throw new TypeError(invalidArgument("gender", gender, "must be letters, usually one"));
  }
  return sayInterruptibly(
    "SAY NUMBER",
    `${checkInteger("number", number, MIN_NUMBER, MAX_NUMBER)}`,
    options,
    gender === undefined ? [] : [gender],
  );
}

/** For which letters {@linkcode sayAlpha} also says the case. */
export const CASE_SENSITIVITIES = ["all", "lower", "none", "upper"] as const;

/** One of {@linkcode CASE_SENSITIVITIES}. */
export type CaseSensitivity = typeof CASE_SENSITIVITIES[number];

/** Options of {@linkcode sayAlpha}. */
export interface SayAlphaOptions extends SayOptions {
  /** For which letters to say the case. The default is `"none"`. Requires Asterisk 12. */
  caseSensitivity?: CaseSensitivity;
}

/**
 * Spells a text: letters, digits and some symbols. Returns the digit that interrupted it, or
 * `null`.
 *
 * Sends `SAY ALPHA text escape_digits [case_sensitivity]`.
 *
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits, or `caseSensitivity` is
 * unknown.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayAlpha("AB12", { escapeDigits: "#", caseSensitivity: "upper" });
 * };
 * ```
 */
export function sayAlpha(text: string, options: SayAlphaOptions = {}): Command<string | null> {
  const { caseSensitivity } = options;
  return sayInterruptibly(
    "SAY ALPHA",
    text,
    options,
    caseSensitivity === undefined
      ? []
      : [checkOneOf("caseSensitivity", caseSensitivity, CASE_SENSITIVITIES)],
  );
}

/**
 * Spells a text with the phonetic alphabet, e.g. "alpha" for A. Returns the digit that interrupted
 * it, or `null`.
 *
 * Sends `SAY PHONETIC text escape_digits`.
 *
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayPhonetic("K7");
 * };
 * ```
 */
export function sayPhonetic(text: string, options: SayOptions = {}): Command<string | null> {
  return sayInterruptibly("SAY PHONETIC", text, options);
}
