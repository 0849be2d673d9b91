import type { Digits } from "../commands/mod.ts";
import type { Prompt } from "./prompt.ts";

/** Options of all questions to the caller. Times are milliseconds. */
export interface QuestionOptions {
  /** The prompt to play first. */
  prompt: Prompt;
  /** The prompt from the second attempt on. The default is `prompt`. */
  reprompt?: Prompt;
  /** The prompt after an attempt without any key. None by default. */
  noInput?: Prompt;
  /** The prompt after an invalid answer. None by default. */
  noMatch?: Prompt;
  /** How often the caller may try. The default is 3. */
  attempts?: number;
  /** How long to wait for the first key after the prompt. The default is 5,000. */
  timeout?: number;
  /** How long to wait from one key to the next. The default is 2,000. */
  interDigitTimeout?: number;
  /**
   * Whether a key interrupts the prompt and is the first of the answer; the default is `true`. With
   * `false`, keys that are pressed before the end of the prompt do not count.
   */
  bargeIn?: boolean;
  /**
   * Whether keys pressed before the prompt count; the default is `true`. With `false` they are
   * dropped, which takes 100 ms: for questions that the caller must hear.
   */
  typeAhead?: boolean;
  /** Keys that end the question at any time with the status `cancelled`. None by default. */
  cancel?: Digits;
  /** The language of the prompts, such as `de`. The channel's own by default. */
  language?: string;
  /**
   * Ends the question with the status `cancelled` when it aborts. A part that Asterisk cannot
   * interrupt, such as a number, is still said to its end.
   */
  signal?: AbortSignal;
}

/** A question without a valid answer. */
export type Unanswered =
  /** The last attempt ended without any key. */
  | { readonly status: "noInput"; readonly attempts: number }
  /** The last answer was not valid; `digits` is what the caller entered. */
  | { readonly status: "noMatch"; readonly digits: string; readonly attempts: number }
  /** The caller pressed a key of `cancel`, or `signal` aborted. */
  | { readonly status: "cancelled"; readonly by: "key" | "signal"; readonly attempts: number };

/** The names of {@linkcode QuestionOptions}. */
export const QUESTION_OPTIONS: readonly (keyof QuestionOptions)[] = [
  "prompt",
  "reprompt",
  "noInput",
  "noMatch",
  "attempts",
  "timeout",
  "interDigitTimeout",
  "bargeIn",
  "typeAhead",
  "cancel",
  "language",
  "signal",
];
