import type { Command } from "../command.ts";
import { checkMilliseconds } from "./_check.ts";
import { readDone } from "./_read.ts";

/**
 * Makes Asterisk hang up the channel after a delay, counted from now. A later call replaces the
 * delay.
 *
 * Sends `SET AUTOHANGUP seconds`.
 *
 * @param delay The delay in milliseconds; 0 and `Infinity` cancel the hangup.
 * @throws {RangeError} If `delay` is out of range.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setAutohangup(10 * 60_000);
 *   await channel.exec("Dial", "PJSIP/100");
 * };
 * ```
 */
export function setAutohangup(delay: number): Command<void> {
  return {
    verb: "SET AUTOHANGUP",
    args: [`${Number(checkMilliseconds("delay", delay, "0")) / 1000}`],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
