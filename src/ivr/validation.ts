import type { Channel } from "../channel.ts";
import { checkPrompt } from "./_checks.ts";
import { listenDuring } from "./_listen.ts";
import type { Question, Verdict } from "./_question.ts";
import type { Prompt } from "./prompt.ts";

/**
 * What {@linkcode Validate} returns: `true` or `{ value }` for a valid answer; `false` for one that
 * is not, and `{ wrong }` to play that prompt instead of `noMatch`.
 */
export type Validation = boolean | { readonly value: unknown } | { readonly wrong: Prompt };

/**
 * The value of an answer: the one that `validate` returned, or the digits if it returned `true`.
 */
export type ValueOf<V extends Validation> =
  | (true extends V ? string : never)
  | (V extends { readonly value: infer T } ? T : never);

/** The context of a {@linkcode Validate} function. */
export interface ValidateContext {
  /** Aborts when the call ends, or the question is cancelled by its `signal`. */
  readonly signal: AbortSignal;
}

/**
 * Checks a caller's answer, and may give it another value. Keys that the caller presses meanwhile
 * are kept for the next question, so do not ask the caller anything in here. An error that it
 * throws ends the question.
 *
 * @example
 * ```ts
 * import { collect } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const answer = await collect(channel, {
 *     prompt: "enter-the-day",
 *     digits: { min: 1, max: 2 },
 *     validate(digits) {
 *       const day = Number(digits);
 *       return day >= 1 && day <= 31 ? { value: day } : { wrong: "there-is-no-such-day" };
 *     },
 *   });
 *   if (answer.status === "matched") await channel.sayNumber(answer.value);
 * };
 * ```
 */
export type Validate<V extends Validation = Validation> = (
  digits: string,
  context: ValidateContext,
) => V | Promise<V>;

/** Runs the check of an answer. */
export async function validate<V extends Validation>(
  channel: Channel,
  { digits, question, check }: {
    digits: string;
    question: Question;
    check: Validate<V> | undefined;
  },
): Promise<Verdict<ValueOf<V>>> {
  const matched = (value: unknown): Verdict<ValueOf<V>> => ({
    status: "matched",
    digits,
    value: value as ValueOf<V>,
  });
  if (check === undefined) return matched(digits);
  const { typeAhead } = question;
  const signal = question.signal === undefined
    ? channel.signal
    : AbortSignal.any([channel.signal, question.signal]);
  const checking = unlessAborted(async () => await check(digits, { signal }), signal);
  const result: unknown = typeAhead ? await listenDuring(channel, checking) : await checking;
  if (result === true) return matched(digits);
  if (result === false) return { status: "noMatch", digits };
  if (typeof result === "object" && result !== null) {
    if ("value" in result) return matched(result.value);
    if ("wrong" in result) {
      return { status: "noMatch", digits, wrong: checkPrompt("wrong", result.wrong as Prompt) };
    }
  }
  throw new TypeError(
    "Invalid result of validate: expected true, false, { value } or { wrong: prompt }",
  );
}

/** Waits for a promise, or until the signal aborts. */
async function unlessAborted<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
