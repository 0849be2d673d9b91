import type { AnytimeCommand } from "../command.ts";
import { readDone } from "./_read.ts";

/**
 * Ends an AsyncAGI session, whose commands come over the manager interface (AMI). In a script and
 * in FastAGI it does nothing: return from the handler instead.
 *
 * Sends `ASYNCAGI BREAK`.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.asyncAgiBreak();
 * };
 * ```
 */
export function asyncAgiBreak(): AnytimeCommand<void> {
  return {
    verb: "ASYNCAGI BREAK",
    args: [],
    allowedOnDeadChannel: true,
    parse: readDone,
  };
}
