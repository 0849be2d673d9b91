import type { Channel } from "../channel.ts";
import { checkKeys, checkOptions } from "./_checks.ts";
import { checkQuestion } from "./_question.ts";
import { menu } from "./menu.ts";
import type { Prompt } from "./prompt.ts";
import { QUESTION_OPTIONS, type QuestionOptions } from "./question.ts";

/** How a caller reviews a recording, see `record`. */
export interface ReviewOptions extends Partial<Omit<QuestionOptions, "language" | "signal">> {
  /** The prompt. Asterisk's own `vm-review` by default, which names the keys 1, 2 and 3. */
  prompt?: Prompt;
  /** The key that keeps the recording, `1` by default. */
  keep?: string;
  /** The key that plays it, `2` by default. */
  hear?: string;
  /** The key that records again, `3` by default. */
  again?: string;
}

/** The options with their defaults. */
export type Review = ReviewOptions & Required<Pick<ReviewOptions, "prompt">>;

/** Checks the options of a review. */
export function checkReview(options: ReviewOptions): Review {
  const known = QUESTION_OPTIONS.filter((name) => name !== "language" && name !== "signal");
  checkOptions("review", options, [...known, "keep", "hear", "again"]);
  const { keep = "1", hear = "2", again = "3", ...question } = options;
  const keys = Object.entries({ keep, hear, again }).map(([name, key]) => checkKeys(name, key));
  if (new Set(keys).size < keys.length || keys.includes("")) {
    throw new TypeError(
      `Invalid review: keep "${keep}", hear "${hear}" and again "${again}" must differ`,
    );
  }
  checkQuestion("review", { prompt: "vm-review", ...question }, []);
  return { prompt: "vm-review", ...options };
}

/** Whether the caller keeps the recording; a caller who chooses nothing does. */
export async function review(
  channel: Channel,
  file: string,
  { keep = "1", hear = "2", again = "3", ...options }:
    & Review
    & Pick<
      QuestionOptions,
      "language" | "signal"
    >,
): Promise<boolean> {
  let { prompt } = options;
  while (true) {
    const answer = await menu(channel, {
      ...options,
      prompt,
      reprompt: options.reprompt ?? options.prompt,
      choices: { [keep]: "keep", [hear]: "hear", [again]: "again" },
    });
    options.signal?.throwIfAborted();
    if (answer.status !== "matched") return true;
    if (answer.value !== "hear") return answer.value === "keep";
    prompt = [file, options.prompt];
  }
}
