import { checkSeconds } from "./_check.ts";
import { type ApplicationChannel, type ApplicationResult, runApplication } from "./_run.ts";

/**
 * Waits, and ignores the caller's keys. Unlike a timer of the handler it ends with the call: a
 * hangup ends it at once, with `hungUp: true`. To wait for a key use `channel.waitForDigit()`.
 *
 * Runs `Wait(seconds)`, which sets no result variable.
 *
 * @param duration Milliseconds.
 * @throws {TypeError} If the duration is not a number. Nothing is sent then.
 * @throws {RangeError} If it is not above 0.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { wait } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   await wait(channel, 1000);
 *   await channel.streamFile("welcome");
 * };
 * ```
 */
export async function wait(
  channel: ApplicationChannel,
  duration: number,
): Promise<ApplicationResult> {
  const { hungUp } = await runApplication(channel, {
    application: "Wait",
    args: [checkSeconds("wait() duration", duration ?? null)],
    variables: [],
  });
  return { hungUp };
}
