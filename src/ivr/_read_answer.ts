import type { Channel } from "../channel.ts";
import { ALL_KEYS } from "./_checks.ts";
import type { AnswerRules, Question } from "./_question.ts";
import { render } from "./_render.ts";
import { type TypedAhead, typedAhead } from "./_typed_ahead.ts";
import type { Prompt } from "./prompt.ts";

/**
 * Plays a prompt and reads the keys of one answer, `""` for none.
 *
 * Asterisk drops a key that arrives while no command runs, so the commands follow each other
 * without a pause, and there are as few as possible: the command that plays returns the key that
 * interrupts it, and one `GET DATA` reads the rest of the answer if it can.
 */
export async function readAnswer(
  channel: Channel,
  question: Question,
  { prompt, rules }: { prompt: Prompt; rules: AnswerRules<unknown> },
): Promise<string> {
  const { signal, timeout } = question;
  const line = signal === undefined ? channel : channel.with({ signal });
  const typed = typedAhead(channel);
  if (!question.typeAhead) await typed.flush(line);
  const stray = Array.from(typed.stray).filter((key) => !rules.starts.includes(key)).join("");
  typed.stray = "";
  typed.take(stray);
  let keys = (question.bargeIn ? typed.take(ALL_KEYS) : null) ??
    await playPrompt(line, question, { prompt, stray }) ??
    await line.waitForDigit({ timeout }) ?? "";
  while (keys !== "" && !rules.ends(keys)) {
    const { more, paused } = await readMore(line, { typed, rules, question, keys });
    keys += more;
    if (paused) break;
  }
  typed.stray = rules.stray(keys);
  return keys;
}

async function playPrompt(
  channel: Channel,
  { bargeIn, language, signal }: Question,
  { prompt, stray }: { prompt: Prompt; stray: string },
): Promise<string | null> {
  const key = await render(channel, prompt, {
    interrupt: bargeIn ? ALL_KEYS : "",
    stray,
    ...language !== undefined && { language },
    ...signal !== undefined && { signal },
  });
  if (!bargeIn) typedAhead(channel).clear();
  return key;
}

/** Reads one or more keys; `paused` means that the caller has waited too long since the last. */
async function readMore(
  channel: Channel,
  { typed, rules, question, keys }: {
    typed: TypedAhead;
    rules: AnswerRules<unknown>;
    question: Question;
    keys: string;
  },
): Promise<{ more: string; paused: boolean }> {
  const before = typed.take(ALL_KEYS);
  if (before !== null) return { more: before, paused: false };
  const { interDigitTimeout: timeout } = question;
  const maxDigits = rules.bulk(keys);
  // For GET DATA a timeout of 0 means Asterisk's own.
  if (maxDigits < 2 || timeout < 1) {
    const key = await channel.waitForDigit({ timeout });
    return { more: key ?? "", paused: key === null };
  }
  const { digits, timedOut } = await channel.getData("", { timeout, maxDigits });
  // GET DATA ends at # and does not return it.
  const isPound = !timedOut && digits.length < maxDigits;
  return { more: isPound ? `${digits}#` : digits, paused: timedOut };
}
