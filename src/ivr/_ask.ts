import type { Channel } from "../channel.ts";
import { ALL_KEYS } from "./_checks.ts";
import { inLanguage } from "./_language.ts";
import type { AnswerRules, Question, Verdict } from "./_question.ts";
import { readAnswer } from "./_read_answer.ts";
import { render } from "./_render.ts";
import { typedAhead } from "./_typed_ahead.ts";
import type { Prompt } from "./prompt.ts";
import type { Unanswered } from "./question.ts";

/** A question with its outcome. */
export type Answer<T> =
  | {
    readonly status: "matched";
    readonly digits: string;
    readonly value: T;
    readonly attempts: number;
  }
  | Unanswered;

/** Asks until there is a valid answer, or the attempts are used up. */
export async function ask<T>(
  channel: Channel,
  question: Question,
  rules: AnswerRules<T>,
): Promise<Answer<T>> {
  const { signal, language } = question;
  const count = { attempts: 0 };
  try {
    signal?.throwIfAborted();
    return await inLanguage(channel, language, () => askAll(channel, { question, rules, count }));
  } catch (error) {
    // A hangup takes precedence over a cancelled question.
    channel.signal.throwIfAborted();
    if (!signal?.aborted || error !== signal.reason) throw error;
    return { status: "cancelled", by: "signal", ...count };
  }
}

async function askAll<T>(
  channel: Channel,
  { question, rules, count }: {
    question: Question;
    rules: AnswerRules<T>;
    count: { attempts: number };
  },
): Promise<Answer<T>> {
  let { prompt } = question;
  while (true) {
    count.attempts++;
    const keys = await readAnswer(channel, question, { prompt, rules });
    const verdict = keys === "" ? null : await rules.judge(keys);
    if (verdict?.status === "matched") return { ...verdict, ...count };
    if (verdict?.status === "cancelled") return { status: "cancelled", by: "key", ...count };
    const wrong = verdict === null ? question.noInput : verdict.wrong ?? question.noMatch;
    if (count.attempts === question.attempts) {
      await playLast(channel, question, wrong);
      return unanswered(verdict, count.attempts);
    }
    prompt = [wrong, question.reprompt];
  }
}

/** Plays what was wrong with the last answer. A key that interrupts it is for the next question. */
async function playLast(
  channel: Channel,
  { bargeIn, language, signal }: Question,
  prompt: Prompt,
): Promise<void> {
  const typed = typedAhead(channel);
  if (typed.waiting || isNothing(prompt)) return;
  const { stray } = typed;
  typed.keep(
    await render(channel, prompt, {
      interrupt: bargeIn ? ALL_KEYS : "",
      stray,
      ...language !== undefined && { language },
      ...signal !== undefined && { signal },
    }),
  );
  typed.stray = "";
}

function isNothing(prompt: Prompt): boolean {
  return Array.isArray(prompt) && prompt.length === 0;
}

function unanswered(verdict: Verdict<unknown> | null, attempts: number): Unanswered {
  return verdict?.status === "noMatch"
    ? { status: "noMatch", digits: verdict.digits, attempts }
    : { status: "noInput", attempts };
}
