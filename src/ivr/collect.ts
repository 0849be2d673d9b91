import type { Channel } from "../channel.ts";
import type { Digits } from "../commands/mod.ts";
import { ask } from "./_ask.ts";
import { checkCount, checkDistinct, checkFunction, checkKeys, checkOptions } from "./_checks.ts";
import { type AnswerRules, checkQuestion, type Question } from "./_question.ts";
import { type Validate, validate, type Validation, type ValueOf } from "./validation.ts";
import type { QuestionOptions, Unanswered } from "./question.ts";

/** Maximum number of keys of an answer: the limit of one `GET DATA`. */
const MAX_DIGITS = 1023;

/** The default for the most keys of an answer. */
const DEFAULT_MAX = 64;

/** Options of {@linkcode collect}. Times are milliseconds. */
export interface CollectOptions<V extends Validation = true> extends QuestionOptions {
  /** How many keys an answer has: an exact number, or from `min` (1) to `max` (64). */
  digits: number | { readonly min?: number; readonly max?: number };
  /**
   * The keys that end an answer and are not part of it; `""` for none. The default is `#`. One that
   * follows an answer of `max` digits is ignored while the first sound of the next prompt plays.
   */
  terminator?: Digits;
  /** The keys that an answer may have; others make it invalid. The default is 0 to 9. */
  keys?: Digits;
  /** Checks an answer, and may give it another value; see {@linkcode Validate}. */
  validate?: Validate<V>;
}

/** How {@linkcode collect} ended. */
export type CollectResult<T = string> =
  | {
    readonly status: "matched";
    /** What the caller entered, without the terminator. */
    readonly digits: string;
    /** The value that `validate` returned; without `validate`, the digits. */
    readonly value: T;
    /** The number of attempts, from 1 on. */
    readonly attempts: number;
  }
  | Unanswered;

/**
 * Asks the caller for digits: plays the prompt, reads the answer, checks it, and asks again after
 * silence or a wrong answer.
 *
 * Every key interrupts the prompt and is the first of the answer. An answer ends at `terminator`,
 * at its maximum, or when no key comes within `interDigitTimeout`. Keys that come after it belong
 * to the next question; those that come during `validate` too.
 *
 * @throws {TypeError} If an option is invalid or unknown; nothing is played then.
 * @throws {RangeError} If a number is out of its range; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot play a prompt.
 * @throws {AgiHangup} If the call ends.
 *
 * @example
 * ```ts
 * import { collect } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const answer = await collect(channel, {
 *     prompt: "vm-password",
 *     digits: 4,
 *     noMatch: "vm-incorrect",
 *     validate: async (pin, { signal }) => {
 *       const response = await fetch("https://example.com/pin", {
 *         method: "POST",
 *         body: pin,
 *         signal,
 *       });
 *       await response.body?.cancel();
 *       return response.ok;
 *     },
 *   });
 *   if (answer.status !== "matched") await channel.hangup();
 * };
 * ```
 */
export async function collect<V extends Validation = true>(
  channel: Channel,
  options: CollectOptions<V>,
): Promise<CollectResult<ValueOf<V>>> {
  const question = checkQuestion("collect()", options, [
    "digits",
    "terminator",
    "keys",
    "validate",
  ]);
  return await ask(channel, question, rulesOf(channel, question, options));
}

function rulesOf<V extends Validation>(
  channel: Channel,
  question: Question,
  options: CollectOptions<V>,
): AnswerRules<ValueOf<V>> {
  const { min, max } = lengthOf(options.digits);
  const terminator = checkKeys("terminator", options.terminator ?? "#");
  const allowed = checkKeys("keys", options.keys ?? "0123456789");
  const { cancel } = question;
  checkDistinct(["terminator", terminator], ["keys", allowed]);
  checkDistinct(["cancel", cancel], ["keys", allowed]);
  checkDistinct(["cancel", cancel], ["terminator", terminator]);
  checkFunction("validate", options.validate);
  const isLast = (keys: string) => terminator.includes(keys.at(-1) ?? " ");
  const isCancelled = (keys: string) => cancel.includes(keys.at(-1) ?? " ");
  const isBulk = cancel === "" && (terminator === "" || terminator === "#");
  return {
    starts: `${allowed}${cancel}`,
    ends: (keys) => keys.length >= max || isLast(keys) || isCancelled(keys),
    bulk: (keys) => isBulk ? max - keys.length : 0,
    stray: (keys) => keys.length >= max && !isLast(keys) ? terminator : "",
    judge(keys) {
      if (isCancelled(keys)) return { status: "cancelled" };
      const digits = isLast(keys) ? keys.slice(0, -1) : keys;
      const isValid = Array.from(digits).every((key) => allowed.includes(key));
      if (digits.length < min || !isValid) return { status: "noMatch", digits };
      return validate<V>(channel, { digits, question, check: options.validate });
    },
  };
}

function lengthOf(digits: CollectOptions["digits"]): { min: number; max: number } {
  if (typeof digits === "number") {
    const exact = checkCount("digits", digits, 1, MAX_DIGITS);
    return { min: exact, max: exact };
  }
  checkOptions("digits", digits, ["min", "max"]);
  const min = checkCount("digits.min", digits.min ?? 1, 0, MAX_DIGITS);
  const max = checkCount("digits.max", digits.max ?? Math.max(min, DEFAULT_MAX), 1, MAX_DIGITS);
  if (min <= max) return { min, max };
  throw new RangeError(`Invalid digits: min ${min} is greater than max ${max}`);
}
