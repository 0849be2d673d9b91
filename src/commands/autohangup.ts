import type { Command } from "../command.ts";
import { checkMilliseconds } from "./_check.ts";
import { readDone } from "./_read.ts";

/**
 * Lets Asterisk hang up the channel after some time, counted from now. A later call sets the time
 * anew.
 *
 * Sends `SET AUTOHANGUP seconds`.
 *
 * @param delay The milliseconds until then; 0 and `Infinity` switch it off.
 * @throws {RangeError} If `delay` is out of its range.
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
