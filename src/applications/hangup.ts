import type { Channel } from "../channel.ts";
import { checkInteger, checkOneOf } from "./_check.ts";
import { runApplication } from "./_run.ts";

/** The most common causes of Q.850, by their names. */
export const HANGUP_CAUSES = {
  "unallocated-number": 1,
  "no-route": 3,
  "normal-clearing": 16,
  "user-busy": 17,
  "no-user-response": 18,
  "no-answer": 19,
  "subscriber-absent": 20,
  "call-rejected": 21,
  "number-changed": 22,
  "answered-elsewhere": 26,
  "destination-out-of-order": 27,
  "invalid-number-format": 28,
  "facility-rejected": 29,
  "normal-unspecified": 31,
  "normal-circuit-congestion": 34,
  "network-out-of-order": 38,
  "normal-temporary-failure": 41,
  "switch-congestion": 42,
  "bearer-capability-not-available": 58,
  "interworking": 127,
} as const;

/** The cause of a hangup: a name, or the number of Q.850. */
export type HangupCause = keyof typeof HANGUP_CAUSES | number;

/**
 * Hangs up with a cause, which a SIP telephone gets as a status: 17 as 486 Busy Here, 21 as 403
 * Forbidden, if the call was not answered. `channel.hangup()` does not set a cause. When it
 * resolves, `channel.signal` is aborted.
 *
 * Runs `Hangup(cause)`.
 *
 * @param cause The cause; `normal-clearing` (16) by default.
 * @throws {TypeError} If the cause is not a known name. Nothing is sent then.
 * @throws {RangeError} If it is not a number from 1 to 127.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { hangup } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const blocked = await channel.databaseGet("blocked", channel.environment.callerId ?? "none");
 *   if (blocked !== null) await hangup(channel, "call-rejected");
 * };
 * ```
 */
export async function hangup(
  channel: Channel,
  cause: HangupCause = "normal-clearing",
): Promise<void> {
  const names = Object.keys(HANGUP_CAUSES) as (keyof typeof HANGUP_CAUSES)[];
  const code = typeof cause === "number"
    ? checkInteger("hangup() cause", cause, { min: 1, max: 127 })
    : HANGUP_CAUSES[checkOneOf("hangup() cause", cause, names)];
  await runApplication(channel, { application: "Hangup", args: [code], variables: [] });
}
