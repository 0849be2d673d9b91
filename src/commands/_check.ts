/**
 * Checks of arguments, before anything is sent. Each error names the argument, the value, and what
 * would be right; in a value that a caller may have entered, digits are `*`.
 *
 * @module
 */
import { maskDigits, quoteMasked } from "../protocol/text.ts";

/** DTMF digits: one string, one number, or a list of either. */
export type Digits = string | number | readonly (string | number)[];

/** The most that Asterisk's 32 bits hold. */
const MAX_INTEGER = 2 ** 31 - 1;

/** Digits as one string of `0`-`9`, `*`, `#`, `A`-`D`; lower case is taken as upper case. */
export function checkDigits(name: string, digits: Digits): string {
  const text = (Array.isArray(digits) ? digits.join("") : `${digits}`).toUpperCase();
  if (/^[0-9A-D*#]*$/.test(text)) return text;
  throw new TypeError(
    `Cannot use ${quoteMasked(text)} as ${name}: DTMF digits are 0 to 9, *, # and A to D`,
  );
}

/** A text of at least one character. */
export function checkFilled(name: string, text: string): string {
  if (typeof text === "string" && text !== "") return text;
  throw new TypeError(
    `Cannot use ${quoteValue(text)} as ${name}: it must not be empty`,
  );
}

/** An integer within bounds. */
export function checkInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(
    `Cannot use ${shown(value)} as ${name}: it must be an integer from ${min} to ${max}`,
  );
}

/** Milliseconds as Asterisk takes them, rounded; `forever` stands for `Infinity`, if that is allowed. */
export function checkMilliseconds(name: string, value: number, forever?: string): string {
  if (value === Infinity && forever !== undefined) return forever;
  if (value >= 0 && value <= MAX_INTEGER) return `${Math.round(value)}`;
  throw new RangeError(
    `Cannot use ${shown(value)} as ${name}: it must be from 0 to ${MAX_INTEGER} ms` +
      (forever === undefined ? "" : ", or Infinity"),
  );
}

/** Milliseconds as whole seconds, rounded up; `forever` stands for `Infinity`, if that is allowed. */
export function checkWholeSeconds(name: string, value: number, forever?: string): string {
  if (value === Infinity && forever !== undefined) return forever;
  if (value > 0 && value <= MAX_INTEGER) return `${Math.ceil(value / 1000)}`;
  throw new RangeError(
    `Cannot use ${shown(value)} as ${name}: it must be more than 0 and at most ${MAX_INTEGER} ms` +
      (forever === undefined ? "" : ", or Infinity"),
  );
}

/** A number for an error message. A caller can enter an integer, but no minus and no point. */
function shown(value: number): string {
  const entered = typeof value !== "number" || (Number.isInteger(value) && value >= 0);
  return entered ? maskDigits(`${value}`) : `${value}`;
}

/** Any value for an error message, for callers from JavaScript too. */
export function quoteValue(value: unknown): string {
  return typeof value === "number" ? shown(value) : maskDigits(`${JSON.stringify(value)}`);
}

/** A priority by its number, or by its label. */
export function checkPriority(name: string, value: number | string): string {
  if (typeof value === "number") return `${checkInteger(name, value, 1, MAX_INTEGER)}`;
  // Asterisk takes what begins like a number for that number, whatever follows.
  if (/^([1-9]\d{0,8}|[^\s\d+-].*)$/.test(value)) return value;
  throw new TypeError(
    `Cannot use ${quoteMasked(value)} as ${name}: it must be a number from 1 on, or a label ` +
      "that does not begin like a number",
  );
}

/** A moment: a `Date`, a `Temporal.Instant`, or the seconds since the begin of 1970 in UTC. */
export type Moment = Date | Temporal.Instant | number;

/** A moment as seconds since the begin of 1970, rounded down, within bounds. */
export function checkMoment(name: string, moment: Moment, min: number, max: number): string {
  const seconds = Math.floor(secondsOf(moment));
  if (seconds >= min && seconds <= max) return `${seconds}`;
  throw new RangeError(
    `Cannot use ${
      typeof moment === "number" ? shown(moment) : maskDigits(`${moment}`)
    } as ${name}: it must be from ${min} to ${max} seconds since 1970, ` +
      `that is from ${isoOf(min)} to ${isoOf(max)}`,
  );
}

function secondsOf(moment: Moment): number {
  if (typeof moment === "number") return moment;
  return (moment instanceof Date ? moment.getTime() : moment.epochMilliseconds) / 1000;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

/** One of the words that Asterisk knows. */
export function checkOneOf<T extends string | number>(
  name: string,
  value: T,
  known: readonly T[],
): T {
  if (known.includes(value)) return value;
  const words = known.map((word) => JSON.stringify(word)).join(", ");
  throw new TypeError(
    `Cannot use ${quoteValue(value)} as ${name}: it must be one of ${words}`,
  );
}
