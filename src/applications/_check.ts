/**
 * Checks the arguments of applications before anything is sent. No error shows a digit of a text,
 * because a caller may have entered it.
 *
 * @module
 */
import { maskDigits, quoteMasked } from "../protocol/text.ts";

/** The longest duration, in milliseconds: the limit of Asterisk's 32 bits. */
const MAX_DURATION = 2 ** 31 - 1;

/** Formats a value for a message, with `*` for each digit. */
function shown(value: unknown): string {
  return typeof value === "string"
    ? quoteMasked(value)
    : value === null
    ? "null"
    : `of type ${typeof value}`;
}

/** Formats a number for a message. A caller can enter an integer, but not a minus or a point. */
function shownNumber(value: number): string {
  return Number.isInteger(value) && value >= 0 ? maskDigits(`${value}`) : `${value}`;
}

/** Checks that the options are an object with known names only. */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}() options are ${shown(options)} (pass an object)`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `${what}() has no option ${JSON.stringify(unknown)} (its options are ${known.join(", ")})`,
  );
}

/**
 * Checks a text that is one argument: not empty, on one line, without anything Asterisk evaluates.
 */
export function checkText(name: string, value: unknown): string {
  if (typeof value !== "string" || value === "") {
    throw new TypeError(`${name} is ${value === "" ? "empty" : shown(value)} (pass a text)`);
  }
  if (/[\0\r\n]/.test(value)) {
    throw new TypeError(`${name} ${shown(value)} holds CR, LF or NUL, which AGI cannot send`);
  }
  if (/\$[{[]/.test(value)) {
    throw new TypeError(
      `${name} ${shown(value)} holds "\${" or "$[", which Asterisk evaluates if AGIEXECFULL is set`,
    );
  }
  return value;
}

/** Like {@linkcode checkText}, and also without characters that have a meaning in its place. */
export function checkWithout(name: string, value: unknown, forbidden: string): string {
  const text = checkText(name, value);
  const found = Array.from(text).find((character) => forbidden.includes(character));
  if (found === undefined) return text;
  throw new TypeError(`${name} ${shown(text)} must not hold ${JSON.stringify(found)}`);
}

/** Joins one text or several by `&`, which none of them may hold. */
export function checkList(
  name: string,
  values: unknown,
  check: (name: string, value: unknown) => string,
): string {
  const list: unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0) throw new TypeError(`${name} is an empty list (pass at least one)`);
  return list.map((value) => check(name, value)).join("&");
}

/** A device to call, as `PJSIP/100`. */
export function checkDestination(name: string, value: unknown): string {
  const text = checkText(name, value);
  if (text.includes("&")) {
    throw new TypeError(`${name} ${shown(text)} holds "&" (pass several destinations as an array)`);
  }
  if (!/^[A-Za-z0-9_.-]+\/\S/.test(text)) {
    throw new TypeError(`${name} ${shown(text)} is not a Technology/Resource such as PJSIP/alice`);
  }
  return text;
}

/** A sound file, by its name without extension. */
export function checkFile(name: string, value: unknown): string {
  return checkWithout(name, value, "&'");
}

/** The argument of an option letter, which stands in parentheses. */
export function checkOptionText(name: string, value: unknown): string {
  return checkWithout(name, value, '()"');
}

/** `true` or `false`; `undefined` counts as `false`. */
export function checkFlag(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === "boolean") return value === true;
  throw new TypeError(`${name} is ${shown(value)} (pass true or false)`);
}

/** An integer within bounds. */
export function checkInteger(
  name: string,
  value: unknown,
  { min, max }: { min: number; max: number },
): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${shown(value)} (pass a number)`);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name} ${shownNumber(value)} is not an integer from ${min} to ${max}`);
}

/** Milliseconds above 0. */
export function checkDuration(name: string, value: unknown): number {
  if (typeof value !== "number") {
    throw new TypeError(`${name} is ${shown(value)} (pass a number of milliseconds)`);
  }
  if (value > 0 && value <= MAX_DURATION) return value;
  throw new RangeError(
    `${name} ${shownNumber(value)} is not above 0 and at most ${MAX_DURATION} ms`,
  );
}

/** Milliseconds as seconds with up to three decimals; `""` for `undefined`. */
export function checkSeconds(name: string, value: unknown): string {
  if (value === undefined) return "";
  return `${Math.max(1, Math.round(checkDuration(name, value))) / 1000}`;
}

/** Milliseconds as whole seconds, rounded up; `""` for `undefined`. */
export function checkWholeSeconds(name: string, value: unknown): string {
  return value === undefined ? "" : `${Math.ceil(checkDuration(name, value) / 1000)}`;
}

/** One of the words there are. */
export function checkOneOf<T extends string>(name: string, value: unknown, known: readonly T[]): T {
  const found = known.find((word) => word === value);
  if (found !== undefined) return found;
  const words = known.map((word) => JSON.stringify(word)).join(", ");
  throw new TypeError(`${name} is ${shown(value)} (pass one of ${words})`);
}
