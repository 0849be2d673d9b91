import { checkMilliseconds } from "./_checks.ts";
import type { PromptFunction } from "./prompt.ts";

/**
 * A pause in a prompt. A key interrupts it like any other part.
 *
 * Sends `WAIT FOR DIGIT milliseconds`.
 *
 * @param milliseconds How long the pause is.
 * @throws {RangeError} If `milliseconds` is negative or infinite.
 *
 * @example
 * ```ts
 * import { play, silence } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await play(channel, ["hello", silence(500), "goodbye"]);
 * };
 * ```
 */
export function silence(milliseconds: number): PromptFunction {
  const length = checkMilliseconds("silence", milliseconds);
  if (length === Infinity) {
    throw new RangeError("Invalid silence Infinity: a prompt must come to its end");
  }
  return async (channel, { interrupt }) => {
    const end = performance.now() + length;
    let left = length;
    while (left > 0) {
      const key = await channel.waitForDigit({ timeout: left });
      if (key === null || interrupt.includes(key)) return key;
      // Any key ends the command, even one that does not interrupt the prompt.
      left = end - performance.now();
    }
    return null;
  };
}
