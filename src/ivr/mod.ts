/**
 * Conversations with callers: prompts that are values, questions that reprompt, menus whose results
 * are typed. Plain functions over a `Channel`.
 *
 * @example
 * ```ts
 * import { collect, menu, play, say } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   const choice = await menu(channel, {
 *     prompt: "main-menu",
 *     choices: { "1": "balance", "2": "agent" },
 *   });
 *   if (choice.status !== "matched" || choice.value === "agent") return;
 *   const account = await collect(channel, { prompt: "enter-account", digits: { max: 10 } });
 *   if (account.status === "matched") await play(channel, say.digits(account.digits));
 * };
 * ```
 *
 * @module
 */
export { chooseLanguage, type ChooseLanguageOptions } from "./choose_language.ts";
export { collect, type CollectOptions, type CollectResult } from "./collect.ts";
export { confirm, type ConfirmOptions } from "./confirm.ts";
export {
  type Choice,
  type Choices,
  type ChoiceValue,
  menu,
  type MenuOptions,
  type MenuResult,
} from "./menu.ts";
export { play, type PlayOptions } from "./play.ts";
export type { Prompt, PromptFunction, PromptOptions } from "./prompt.ts";
export type { QuestionOptions, Unanswered } from "./question.ts";
export { record, type RecordOptions, type RecordResult } from "./record.ts";
export type { ReviewOptions } from "./review.ts";
export * as say from "./say.ts";
export { silence } from "./silence.ts";
export type { Validate, ValidateContext, Validation, ValueOf } from "./validation.ts";
