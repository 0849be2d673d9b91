import type { Channel } from "../channel.ts";
import { checkLanguage, checkOptions } from "./_checks.ts";
import { LANGUAGE } from "./_language.ts";
import { menu, type MenuResult } from "./menu.ts";
import { QUESTION_OPTIONS, type QuestionOptions } from "./question.ts";

/** Options of {@linkcode chooseLanguage}. */
export interface ChooseLanguageOptions<L extends string = string> extends QuestionOptions {
  /** The languages by their keys, as Asterisk writes them: `{ "1": "en", "2": "de" }`. */
  languages: Readonly<Record<string, L>>;
}

/**
 * Lets the caller choose a language, and sets it for all later sounds of the channel. Without a
 * choice the language does not change.
 *
 * Sends `SET VARIABLE CHANNEL(language)`.
 *
 * @throws {TypeError} If an option is invalid; nothing is played then.
 * @throws {RangeError} If a number is out of its range; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot play a prompt.
 * @throws {AgiHangup} If the call ends.
 *
 * @example
 * ```ts
 * import { chooseLanguage, play } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await chooseLanguage(channel, {
 *     prompt: "press-1-for-english-2-for-german",
 *     languages: { "1": "en", "2": "de" },
 *   });
 *   await play(channel, "welcome");
 * };
 * ```
 */
export async function chooseLanguage<const L extends string>(
  channel: Channel,
  options: ChooseLanguageOptions<L>,
): Promise<MenuResult<L>> {
  checkOptions("chooseLanguage()", options, [...QUESTION_OPTIONS, "languages"]);
  const { languages, ...question } = options;
  checkOptions("languages", languages, Object.keys(languages ?? {}));
  for (const language of Object.values(languages)) checkLanguage("language", language);
  const answer: MenuResult<L> = await menu<Readonly<Record<string, L>>>(channel, {
    ...question,
    choices: languages,
  }) as MenuResult<L>;
  if (answer.status === "matched") await channel.setVariable(LANGUAGE, answer.value);
  return answer;
}
