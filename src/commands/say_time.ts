import type { Command } from "../command.ts";
import { checkFilled, checkMoment, type Moment } from "./_check.ts";
import { say } from "./_say.ts";
import type { SayOptions } from "./say.ts";

/** The range of 32 bits, in seconds since 1970: December 1901 to January 2038. */
const MIN_SECONDS_32 = -(2 ** 31);
const MAX_SECONDS_32 = 2 ** 31 - 1;

/** The years 0 to 9999, in seconds since 1970. A value beyond that is probably in milliseconds. */
const MIN_SECONDS = -62_167_219_200;
const MAX_SECONDS = 253_402_300_799;

/** Asterisk's default format for all languages except German. */
const DEFAULT_FORMAT = "ABdY 'digits/at' IMp";

/**
 * Says a date in the channel's language and the time zone of Asterisk's machine. Returns the digit
 * that interrupted it, or `null`.
 *
 * Sends `SAY DATE epoch escape_digits`, which is limited to 32 bits; {@linkcode sayDatetime} is
 * not.
 *
 * @param date A `Date`, a `Temporal.Instant`, or seconds since 1970.
 * @throws {RangeError} If the date is before 1901-12-13 or after 2038-01-19.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayDate(new Date("2030-12-24T18:00:00Z"), { escapeDigits: "#" });
 * };
 * ```
 */
export function sayDate(date: Moment, options: SayOptions = {}): Command<string | null> {
  return say("SAY DATE", checkMoment("date", date, MIN_SECONDS_32, MAX_SECONDS_32), options);
}

/**
 * Says a time of day in the channel's language and the time zone of Asterisk's machine. Returns the
 * digit that interrupted it, or `null`.
 *
 * Sends `SAY TIME epoch escape_digits`, which is limited to 32 bits; {@linkcode sayDatetime} is
 * not.
 *
 * @param time A `Date`, a `Temporal.Instant`, or seconds since 1970.
 * @throws {RangeError} If the time is before 1901-12-13 or after 2038-01-19.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayTime(Temporal.Now.instant());
 * };
 * ```
 */
export function sayTime(time: Moment, options: SayOptions = {}): Command<string | null> {
  return say("SAY TIME", checkMoment("time", time, MIN_SECONDS_32, MAX_SECONDS_32), options);
}

/** Options of {@linkcode sayDatetime}. */
export interface SayDatetimeOptions extends SayOptions {
  /**
   * What to say: `A` weekday, `B` month, `d` day, `Y` year, `H` hour (24-hour clock), `I` hour
   * (12-hour clock), `M` minutes, `p` a.m. or p.m., `S` seconds, and others; a sound file in single
   * quotes. The default is `ABdY 'digits/at' IMp`, or `A dBY HMS` if the language is German.
   */
  format?: string;
  /**
   * A time zone, e.g. `Europe/Berlin`. The default is that of Asterisk's machine. If set, `format`
   * defaults to `ABdY 'digits/at' IMp` in every language.
   */
  timezone?: string;
}

/**
 * Says a date and a time in the channel's language. Returns the digit that interrupted it, or
 * `null`.
 *
 * Sends `SAY DATETIME epoch escape_digits [format] [timezone]`.
 *
 * @param date A `Date`, a `Temporal.Instant`, or seconds since 1970.
 * @throws {RangeError} If the date is outside the years 0 to 9999.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits, or another option is
 * empty.
 * @throws {AgiAppError} When sent, if Asterisk cannot say it, e.g. because sounds are missing.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.sayDatetime(new Date(), { format: "AdB 'digits/at' HM", timezone: "UTC" });
 * };
 * ```
 */
export function sayDatetime(
  date: Moment,
  options: SayDatetimeOptions = {},
): Command<string | null> {
  const { timezone, format = timezone === undefined ? undefined : DEFAULT_FORMAT } = options;
  const more: string[] = [];
  if (format !== undefined) more.push(checkFilled("format", format));
  if (timezone !== undefined) more.push(checkFilled("timezone", timezone));
  return say("SAY DATETIME", checkMoment("date", date, MIN_SECONDS, MAX_SECONDS), options, more);
}
