/**
 * Prompts that are spoken: numbers, digits, letters, dates and amounts, in the language of the
 * channel. Each function returns a prompt, which `play()` and the questions take.
 *
 * @example
 * ```ts
 * import { play, say } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await play(channel, ["queue-thereare", say.number(4), "queue-callswaiting"]);
 * };
 * ```
 *
 * @module
 */
export { decimal, type DecimalOptions, money, type MoneyOptions } from "./_say_amount.ts";
export {
  date,
  dateTime,
  type MomentOptions,
  type SayableDate,
  type SayableDateTime,
  type SayableTime,
  time,
} from "./_say_moment.ts";
export {
  digits,
  number,
  type NumberOptions,
  phonetic,
  spell,
  type SpellOptions,
} from "./_say_text.ts";
