import {
  checkBoolean,
  checkCount,
  checkKeys,
  checkLanguage,
  checkMilliseconds,
  checkOptionalPrompt,
  checkOptions,
  checkPrompt,
  checkSignal,
} from "./_checks.ts";
import type { Prompt } from "./prompt.ts";
import { QUESTION_OPTIONS, type QuestionOptions } from "./question.ts";

/** Maximum number of attempts: an endless question is a bug in the handler. */
const MAX_ATTEMPTS = 100;

/** The meaning of an answer. */
export type Verdict<T> =
  | { readonly status: "matched"; readonly digits: string; readonly value: T }
  | { readonly status: "noMatch"; readonly digits: string; readonly wrong?: Prompt }
  | { readonly status: "cancelled" };

/** How to read the keys of an answer, and what they mean. */
export interface AnswerRules<T> {
  /** The keys that can start an answer. */
  readonly starts: string;
  /** Whether these keys are a complete answer. */
  readonly ends: (keys: string) => boolean;
  /** How many more keys one `GET DATA` may read; 0 to read them one by one. */
  readonly bulk: (keys: string) => number;
  /** The keys that may follow a complete answer out of habit. */
  readonly stray: (keys: string) => string;
  /** What the answer means. */
  readonly judge: (keys: string) => Verdict<T> | Promise<Verdict<T>>;
}

/** The options of a question, checked and complete. */
export interface Question {
  readonly prompt: Prompt;
  readonly reprompt: Prompt;
  readonly noInput: Prompt;
  readonly noMatch: Prompt;
  readonly attempts: number;
  readonly timeout: number;
  readonly interDigitTimeout: number;
  readonly bargeIn: boolean;
  readonly typeAhead: boolean;
  readonly cancel: string;
  readonly language: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Checks the options that all questions have; `more` are the names of its own. */
export function checkQuestion(
  name: string,
  options: QuestionOptions,
  more: readonly string[],
): Question {
  checkOptions(name, options, [...QUESTION_OPTIONS, ...more]);
  const { prompt, language, signal } = options;
  checkPrompt("prompt", prompt);
  checkLanguage("language", language);
  checkSignal("signal", signal);
  return {
    prompt,
    reprompt: checkPrompt("reprompt", options.reprompt ?? prompt),
    noInput: checkOptionalPrompt("noInput", options.noInput),
    noMatch: checkOptionalPrompt("noMatch", options.noMatch),
    attempts: checkCount("attempts", options.attempts ?? 3, 1, MAX_ATTEMPTS),
    timeout: checkMilliseconds("timeout", options.timeout ?? 5000),
    interDigitTimeout: checkMilliseconds("interDigitTimeout", options.interDigitTimeout ?? 2000),
    bargeIn: checkBoolean("bargeIn", options.bargeIn ?? true),
    typeAhead: checkBoolean("typeAhead", options.typeAhead ?? true),
    cancel: checkKeys("cancel", options.cancel ?? ""),
    language,
    signal,
  };
}
