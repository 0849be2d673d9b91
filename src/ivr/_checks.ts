/**
 * Checks options before anything is played. A message names the option and what would be right; it
 * never contains anything that a caller may have entered.
 *
 * @module
 */
import type { Digits } from "../commands/mod.ts";
import type { Prompt } from "./prompt.ts";

/** Every key of a telephone. */
export const ALL_KEYS = "0123456789*#ABCD";

/** The longest time in milliseconds: the limit of Asterisk's 32 bits. */
const MAX_MILLISECONDS = 2 ** 31 - 1;

/** Refuses a value that is not an object, and unknown names. */
export function checkOptions(name: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`Invalid options for ${name}: expected an object`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new TypeError(`Unknown option "${key}" for ${name} (known: ${known.join(", ")})`);
  }
}

/** Refuses a value that is not a prompt. */
export function checkPrompt(option: string, prompt: Prompt): Prompt {
  if (Array.isArray(prompt)) {
    for (const part of prompt) checkPrompt(option, part);
  } else if (typeof prompt === "string") {
    if (prompt === "" || /[\r\n\0]/.test(prompt)) {
      throw new TypeError(
        `Invalid ${option} ${JSON.stringify(prompt)}: a sound file needs a name without line ends`,
      );
    }
  } else if (typeof prompt !== "function") {
    throw new TypeError(
      `Invalid ${option}: a prompt is a file name, a function, or an array of these, ` +
        `not ${prompt === null ? "null" : typeof prompt}`,
    );
  }
  return prompt;
}

/** Checks an optional prompt. */
export function checkOptionalPrompt(option: string, prompt: Prompt | undefined): Prompt {
  return prompt === undefined ? [] : checkPrompt(option, prompt);
}

/** Checks keys, and returns them as one string. */
export function checkKeys(option: string, keys: Digits): string {
  const valid = typeof keys === "string" || typeof keys === "number" || Array.isArray(keys);
  const text = (Array.isArray(keys) ? keys.join("") : `${keys}`).toUpperCase();
  if (valid && /^[0-9*#A-D]*$/.test(text)) return text;
  throw new TypeError(
    `Invalid ${option} ${JSON.stringify(keys)}: keys are 0 to 9, *, # and A to D`,
  );
}

/** Refuses a key that has two meanings. */
export function checkDistinct(
  [option, keys]: readonly [option: string, keys: string],
  [other, taken]: readonly [option: string, keys: string],
): void {
  const both = Array.from(keys).find((key) => taken.includes(key));
  if (both === undefined) return;
  throw new TypeError(`Invalid ${option} "${keys}": "${both}" is also in ${other} "${taken}"`);
}

/** Checks milliseconds, which may be `Infinity`. */
export function checkMilliseconds(option: string, value: number): number {
  const valid = value === Infinity || (value >= 0 && value <= MAX_MILLISECONDS);
  if (typeof value === "number" && valid) return value;
  throw new RangeError(
    `Invalid ${option} ${value}: expected 0 to ${MAX_MILLISECONDS} milliseconds, or Infinity`,
  );
}

/** Checks an integer within bounds. */
export function checkCount(option: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`Invalid ${option} ${value}: expected an integer from ${min} to ${max}`);
}

/** Checks a boolean. */
export function checkBoolean(option: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`Invalid ${option} ${JSON.stringify(value)}: expected true or false`);
}

/** Checks an optional function. */
export function checkFunction(option: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new TypeError(`Invalid ${option}: expected a function, not ${typeof value}`);
}

/** Checks an optional signal. */
export function checkSignal(option: string, value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError(`Invalid ${option}: expected an AbortSignal`);
}

/** Checks an optional language, in Asterisk's notation. */
export function checkLanguage(option: string, value: string | undefined): void {
  if (value === undefined) return;
  if (typeof value === "string" && /^[A-Za-z0-9_-]{1,39}$/.test(value)) return;
  throw new TypeError(
    `Invalid ${option} ${
      JSON.stringify(value)
    }: expected letters, digits, - and _ (as en or pt_BR)`,
  );
}
