import type { Command } from "../command.ts";
import { checkInteger, checkOneOf } from "./_check.ts";
import { sayInterruptibly, type SayOptions } from "./_say.ts";
import { quoteMasked } from "../protocol/text.ts";

export type { SayOptions };

/**
 * Says digits one by one, in the channel's language. Returns the digit that ended it, or `null`.
 *
 * Sends `SAY DIGITS number escape_digits`.
 *
 * @param digits What to say: 0 to 9, and behind the first also `*` and `#`.
 * @throws {TypeError} If `digits` is something else, or `escapeDigits` holds what is no DTMF digit.
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
      `Cannot say ${quoteMasked(text)} as digits: it must begin with 0 to 9, and hold only ` +
        "these, * and #",
    );
  }
  return sayInterruptibly("SAY DIGITS", text, options);
}

/** The bounds of the numbers that Asterisk can say: 32 bits. */
const MIN_NUMBER = -(2 ** 31);
const MAX_NUMBER = 2 ** 31 - 1;

/** Options of {@linkcode sayNumber}. */
export interface SayNumberOptions extends SayOptions {
  /** The gender of what is counted, where the language needs it: `f`, `m`, `n`, `c` and others. */
  gender?: string;
}

/**
 * Says a number, in the channel's language. Returns the digit that ended it, or `null`.
 *
 * Sends `SAY NUMBER number escape_digits [gender]`.
 *
 * @param number An integer of 32 bits.
 * @throws {RangeError} If `number` is something else.
 * @throws {TypeError} If `escapeDigits` holds what is no DTMF digit, or `gender` is no letters.
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
    throw new TypeError(
      `Cannot use ${quoteMasked(gender)} as gender: it must be letters, mostly one`,
    );
  }
  return sayInterruptibly(
    "SAY NUMBER",
    `${checkInteger("number", number, MIN_NUMBER, MAX_NUMBER)}`,
    options,
    gender === undefined ? [] : [gender],
  );
}

/** Which letters {@linkcode sayAlpha} calls by their case: upper case ones, lower case ones, both. */
export const CASE_SENSITIVITIES = ["all", "lower", "none", "upper"] as const;

/** One of {@linkcode CASE_SENSITIVITIES}. */
export type CaseSensitivity = typeof CASE_SENSITIVITIES[number];

/** Options of {@linkcode sayAlpha}. */
export interface SayAlphaOptions extends SayOptions {
  /** Which letters are called by their case. The default is `"none"`. Asterisk has it since 12. */
  caseSensitivity?: CaseSensitivity;
}

/**
 * Spells a text: letters, digits and some signs. Returns the digit that ended it, or `null`.
 *
 * Sends `SAY ALPHA text escape_digits [case_sensitivity]`.
 *
 * @throws {TypeError} If `escapeDigits` holds what is no DTMF digit, or `caseSensitivity` is unknown.
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
 * Spells a text by words, e.g. alpha for A. Returns the digit that ended it, or `null`.
 *
 * Sends `SAY PHONETIC text escape_digits`.
 *
 * @throws {TypeError} If `escapeDigits` holds what is no DTMF digit.
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
