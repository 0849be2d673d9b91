import type { Channel } from "../channel.ts";
import { checkKeys, checkOptions } from "./_checks.ts";
import { menu } from "./menu.ts";
import { QUESTION_OPTIONS, type QuestionOptions } from "./question.ts";

/** Options of {@linkcode confirm}. */
export interface ConfirmOptions extends QuestionOptions {
  /** The key for yes, `1` by default. */
  yes?: string;
  /** The key for no, `2` by default. */
  no?: string;
}

/**
 * Asks a yes-or-no question. Returns `true` or `false`, or `null` if the caller gave neither answer
 * or cancelled.
 *
 * For an action that cannot be undone, set `typeAhead` to `false`: then only a key pressed after
 * the question began can confirm it.
 *
 * @throws {TypeError} If an option is invalid; nothing is played then.
 * @throws {RangeError} If a number is out of its range; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot play a prompt.
 * @throws {AgiHangup} If the call ends.
 *
 * @example
 * ```ts
 * import { confirm, say } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const sure = await confirm(channel, {
 *     prompt: ["you-entered", say.digits("5551234"), "if-correct-press", say.number(1)],
 *     typeAhead: false,
 *   });
 *   if (sure) await channel.setVariable("NUMBER", "5551234");
 * };
 * ```
 */
export async function confirm(channel: Channel, options: ConfirmOptions): Promise<boolean | null> {
  checkOptions("confirm()", options, [...QUESTION_OPTIONS, "yes", "no"]);
  const { yes = "1", no = "2", ...question } = options;
  if (checkKeys("yes", yes) === checkKeys("no", no)) {
    throw new TypeError(`Invalid yes "${yes}": no has the same key`);
  }
  const answer = await menu(channel, { ...question, choices: { [yes]: true, [no]: false } });
  return answer.status === "matched" ? answer.value : null;
}
