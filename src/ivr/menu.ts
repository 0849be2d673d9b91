import type { Channel } from "../channel.ts";
import type { Digits } from "../commands/mod.ts";
import { ask } from "./_ask.ts";
import { checkDistinct, checkKeys } from "./_checks.ts";
import { type AnswerRules, checkQuestion, type Question } from "./_question.ts";
import type { QuestionOptions, Unanswered } from "./question.ts";

/** What a key of a menu stands for: a value, or a function that runs when the caller chooses it. */
export type Choice = string | number | boolean | null | object | ((channel: Channel) => unknown);

/** The choices of a menu, by their keys. */
export type Choices = Readonly<Record<string, Choice>>;

/** The value of a choice; for a function, its result. */
export type ChoiceValue<C> = C extends (channel: Channel) => infer R ? Awaited<R> : C;

/** Options of {@linkcode menu}. Times are milliseconds. */
export interface MenuOptions<C extends Choices = Choices> extends QuestionOptions {
  /**
   * The choices: `{ "1": "sales", "0": operator, "10": "fax" }`. If one is the prefix of another,
   * as `1` and `10`, the menu waits for `interDigitTimeout` after the shorter one.
   */
  choices: C;
  /** Keys that end a choice at once, for choices that are prefixes of others. None by default. */
  terminator?: Digits;
}

/** How {@linkcode menu} ended. */
export type MenuResult<T> =
  | {
    readonly status: "matched";
    /** The key, or keys, that the caller chose. */
    readonly digits: string;
    /** The value of the choice; for a function, its result. */
    readonly value: T;
    /** The number of attempts, from 1 on. */
    readonly attempts: number;
  }
  | Unanswered;

/**
 * Offers the caller choices, and returns the one that was chosen. A choice that is a function runs,
 * and its result is the value.
 *
 * Every key interrupts the prompt. A choice is made as soon as no longer one begins with the keys.
 * A key that begins no choice makes the answer wrong; in a menu with longer choices the menu then
 * reads as many keys as the longest has, so that one wrong answer counts once.
 *
 * @throws {TypeError} If an option or a choice is invalid; nothing is played then.
 * @throws {RangeError} If a number is out of its range; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot play a prompt.
 * @throws {AgiHangup} If the call ends.
 *
 * @example
 * ```ts
 * import { menu } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const choice = await menu(channel, {
 *     prompt: "main-menu",
 *     choices: {
 *       "1": "sales",
 *       "2": "support",
 *       "*": (channel) => channel.streamFile("opening-hours"),
 *     },
 *     noMatch: "pbx-invalid",
 *   });
 *   if (choice.status === "matched" && choice.value === "sales") {
 *     await channel.exec("Dial", "PJSIP/sales", 20);
 *   }
 * };
 * ```
 */
export async function menu<const C extends Choices>(
  channel: Channel,
  options: MenuOptions<C>,
): Promise<MenuResult<ChoiceValue<C[keyof C]>>> {
  const question = checkQuestion("menu()", options, ["choices", "terminator"]);
  const answer = await ask(channel, question, rulesOf(question, options));
  if (answer.status !== "matched") return answer;
  const choice: unknown = answer.value;
  const value = typeof choice === "function" ? await choice(channel) : choice;
  return { ...answer, value };
}

function rulesOf(question: Question, options: MenuOptions): AnswerRules<Choice> {
  const choices = checkChoices(options.choices);
  const terminator = checkKeys("terminator", options.terminator ?? "");
  const { cancel } = question;
  const used = Array.from(choices.keys()).join("");
  checkDistinct(["terminator", terminator], ["choices", used]);
  checkDistinct(["cancel", cancel], ["choices", used]);
  checkDistinct(["cancel", cancel], ["terminator", terminator]);
  const longest = Math.max(...Array.from(choices.keys(), (key) => key.length));
  const isLonger = (keys: string) =>
    Array.from(choices.keys()).some((key) => key.length > keys.length && key.startsWith(keys));
  return {
    starts: Array.from(choices.keys(), (key) => key[0]).join("") + cancel,
    ends(keys) {
      const last = keys.at(-1) ?? " ";
      if (terminator.includes(last) || cancel.includes(last)) return true;
      if (isLonger(keys)) return false;
      return choices.has(keys) || keys.length >= longest;
    },
    bulk: () => 0,
    stray: (keys) =>
      keys.length >= longest && !terminator.includes(keys.at(-1) ?? " ") ? terminator : "",
    judge(keys) {
      const last = keys.at(-1) ?? " ";
      if (cancel.includes(last)) return { status: "cancelled" };
      const digits = terminator.includes(last) ? keys.slice(0, -1) : keys;
      const choice = choices.get(digits);
      return choice === undefined
        ? { status: "noMatch", digits }
        : { status: "matched", digits, value: choice };
    },
  };
}

function checkChoices(choices: Choices): ReadonlyMap<string, Choice> {
  if (typeof choices !== "object" || choices === null || Array.isArray(choices)) {
    throw new TypeError("Invalid choices: expected an object, such as { 1: true }");
  }
  const entries = Object.entries(choices);
  if (entries.length === 0) throw new TypeError("Invalid choices: expected at least one");
  for (const [key, choice] of entries) {
    if (!/^[0-9*#A-D]+$/.test(key)) {
      throw new TypeError(
        `Invalid choice ${JSON.stringify(key)}: keys are 0 to 9, *, # and A to D`,
      );
    }
    if (choice === undefined) throw new TypeError(`Invalid choice "${key}": it has no value`);
  }
  return new Map(entries);
}
