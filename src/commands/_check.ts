/**
 * Checks arguments before anything is sent. All errors have the form
 * `Invalid escapeDigits "*X": must be DTMF digits 0-9, *, #, A-D`.
 *
 * @module
 */
import { maskDigits, quoteMasked } from "../protocol/text.ts";

/** DTMF digits: one string, one number, or a list of either. */
export type Digits = string | number | readonly (string | number)[];

/** The largest signed 32-bit integer, which is Asterisk's limit. */
const MAX_INTEGER = 2 ** 31 - 1;

/**
 * Formats the message for an invalid argument. Digits that a caller may have entered are masked.
 */
export function invalidArgument(name: string, value: unknown, rule: string): string {
  return `Invalid ${name} ${quoteValue(value)}: ${rule}`;
}

/** A caller cannot enter a minus sign or a decimal point, so only other numbers are masked. */
function quoteValue(value: unknown): string {
  if (typeof value === "string") return quoteMasked(value);
  const isPlain = typeof value === "number" && !(Number.isInteger(value) && value >= 0);
  const isData = typeof value === "object" && !(value instanceof Date);
  const text = isData ? `${JSON.stringify(value)}` : String(value);
  return isPlain ? text : maskDigits(text);
}

/** Checks DTMF digits. Returns one string of `0`-`9`, `*`, `#`, `A`-`D`, in upper case. */
export function checkDigits(name: string, digits: Digits): string {
  const text = (Array.isArray(digits) ? digits.join("") : `${digits}`).toUpperCase();
  if (/^[0-9A-D*#]*$/.test(text)) return text;
  throw new TypeError(invalidArgument(name, text, "must be DTMF digits 0-9, *, #, A-D"));
}

/** Checks that a text is not empty. */
export function checkFilled(name: string, text: string): string {
  if (typeof text === "string" && text !== "") return text;
  throw new TypeError(invalidArgument(name, text, "must be a non-empty string"));
}

/** Checks that a value is an integer within bounds. */
export function checkInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(
    invalidArgument(name, value, `must be an integer from ${min} to ${max}`),
  );
}

/**
 * Checks milliseconds and rounds them. `forever` is what `Infinity` becomes, if that is allowed.
 */
export function checkMilliseconds(name: string, value: number, forever?: string): string {
  if (value === Infinity && forever !== undefined) return forever;
  if (value >= 0 && value <= MAX_INTEGER) return `${Math.round(value)}`;
  const rule = `must be 0 to ${MAX_INTEGER} ms`;
  throw new RangeError(
    invalidArgument(name, value, forever === undefined ? rule : `${rule}, or Infinity`),
  );
}

/** Checks milliseconds and converts them to whole seconds, rounded up. `forever` is as above. */
export function checkWholeSeconds(name: string, value: number, forever?: string): string {
  if (value === Infinity && forever !== undefined) return forever;
  if (value > 0 && value <= MAX_INTEGER) return `${Math.ceil(value / 1000)}`;
  const rule = `must be more than 0 and at most ${MAX_INTEGER} ms`;
  throw new RangeError(
    invalidArgument(name, value, forever === undefined ? rule : `${rule}, or Infinity`),
  );
}

/** Checks a priority: a number or a label. */
export function checkPriority(name: string, value: number | string): string {
  if (typeof value === "number") return `${checkInteger(name, value, 1, MAX_INTEGER)}`;
  // Asterisk reads anything that starts with a number as that number, ignoring the rest.
  if (/^([1-9]\d{0,8}|[^\s\d+-].*)$/.test(value)) return value;
  throw new TypeError(
    invalidArgument(
      name,
      value,
      "must be a positive number, or a label that does not start like a number",
    ),
  );
}

/** A point in time: a `Date`, a `Temporal.Instant`, or seconds since 1970-01-01 UTC. */
export type Moment = Date | Temporal.Instant | number;

/** Checks that a moment is within bounds. Returns seconds since 1970, rounded down. */
export function checkMoment(name: string, moment: Moment, min: number, max: number): string {
  const seconds = Math.floor(secondsOf(moment));
  if (seconds >= min && seconds <= max) return `${seconds}`;
  throw new RangeError(
    invalidArgument(
      name,
      moment,
      `must be ${min} to ${max} seconds since 1970 (${isoOf(min)} to ${isoOf(max)})`,
    ),
  );
}

function secondsOf(moment: Moment): number {
  if (typeof moment === "number") return moment;
  return (moment instanceof Date ? moment.getTime() : moment.epochMilliseconds) / 1000;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

/** Checks that a value is one of those that Asterisk knows. */
export function checkOneOf<T extends string | number>(
  name: string,
  value: T,
  known: readonly T[],
): T {
  if (known.includes(value)) return value;
  const words = known.map((word) => JSON.stringify(word)).join(", ");
  throw new TypeError(invalidArgument(name, value, `must be one of ${words}`));
}
