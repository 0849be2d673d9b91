import { CASE_SENSITIVITIES, type CaseSensitivity } from "../commands/mod.ts";
import { checkOptions } from "./_checks.ts";
import type { Prompt, PromptFunction } from "./prompt.ts";

/** The bounds of the numbers that Asterisk can say: 32 bits. */
const MIN_NUMBER = -(2 ** 31);
const MAX_NUMBER = 2 ** 31 - 1;

/** Options of {@linkcode number}. */
export interface NumberOptions {
  /** The gender of what is counted, where the language needs it: `f`, `m`, `n`, `c` and others. */
  gender?: string;
}

/**
 * Says a whole number: "forty two".
 *
 * Sends `SAY NUMBER`.
 *
 * @throws {RangeError} If it is not an integer of 32 bits.
 * @throws {TypeError} If an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = ["vm-youhave", say.number(42), "vm-messages"];
 * ```
 */
export function number(value: number, options: NumberOptions = {}): PromptFunction {
  checkOptions("say.number()", options, ["gender"]);
  const { gender } = options;
  if (!Number.isInteger(value) || value < MIN_NUMBER || value > MAX_NUMBER) {
    throw new RangeError(
      `Invalid number for say.number(): expected an integer from ${MIN_NUMBER} to ${MAX_NUMBER}`,
    );
  }
  if (gender !== undefined && !/^[A-Za-z]+$/.test(gender)) {
    throw new TypeError(`Invalid gender ${JSON.stringify(gender)}: expected letters, usually one`);
  }
  return (channel, { interrupt }) =>
    channel.sayNumber(value, {
      escapeDigits: interrupt,
      ...gender !== undefined && { gender },
    });
}

/** The sounds of the keys that `SAY DIGITS` refuses at the start. */
const SIGNS: Readonly<Record<string, string>> = { "*": "digits/star", "#": "digits/pound" };

/**
 * Says digits one by one: "four, seven, one, one"; `*` is "star" and `#` is "pound".
 *
 * Sends `SAY DIGITS`, and `STREAM FILE` for a leading `*` or `#`.
 *
 * @throws {TypeError} If it holds something other than 0 to 9, `*` and `#`, or nothing.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = ["you-entered", say.digits("0815")];
 * ```
 */
export function digits(value: string | number): Prompt {
  const text = `${value}`;
  if (!/^[0-9*#]+$/.test(text)) {
    throw new TypeError("Invalid digits for say.digits(): expected 0 to 9, * and #");
  }
  const start = text.search(/\d|$/);
  const signs = Array.from(text.slice(0, start), (key) => SIGNS[key] ?? "");
  const rest = text.slice(start);
  if (rest === "") return signs;
  return [
    ...signs,
    (channel, { interrupt }) => channel.sayDigits(rest, { escapeDigits: interrupt }),
  ];
}

/** Options of {@linkcode spell}. */
export interface SpellOptions {
  /** The letters whose case is said, see `sayAlpha`. The default is `"none"`. */
  caseSensitivity?: CaseSensitivity;
}

/**
 * Spells a text: "A, B, one". Asterisk skips characters without a sound.
 *
 * Sends `SAY ALPHA`.
 *
 * @throws {TypeError} If the text is empty or has line ends, or an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = ["conf-getchannel", say.spell("AB1")];
 * ```
 */
export function spell(text: string, options: SpellOptions = {}): PromptFunction {
  checkOptions("say.spell()", options, ["caseSensitivity"]);
  const { caseSensitivity } = options;
  checkText("say.spell()", text);
  if (caseSensitivity !== undefined && !CASE_SENSITIVITIES.includes(caseSensitivity)) {
    throw new TypeError(
      `Invalid caseSensitivity ${JSON.stringify(caseSensitivity)}: ` +
        `expected one of ${CASE_SENSITIVITIES.join(", ")}`,
    );
  }
  return (channel, { interrupt }) =>
    channel.sayAlpha(text, {
      escapeDigits: interrupt,
      ...caseSensitivity !== undefined && { caseSensitivity },
    });
}

/**
 * Spells a text by words: "alpha, bravo".
 *
 * Sends `SAY PHONETIC`.
 *
 * @throws {TypeError} If the text is empty or has line ends.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = say.phonetic("AB");
 * ```
 */
export function phonetic(text: string): PromptFunction {
  checkText("say.phonetic()", text);
  return (channel, { interrupt }) => channel.sayPhonetic(text, { escapeDigits: interrupt });
}

function checkText(name: string, text: string): void {
  if (typeof text === "string" && text !== "" && !/[\r\n\0]/.test(text)) return;
  throw new TypeError(`Invalid text for ${name}: expected some characters, without line ends`);
}
