import { FloodLimit } from "./flood_limit.ts";
import type { Log } from "./logging.ts";

/**
 * Makes a log for what can go wrong in every call at once: of each message it logs the first, then
 * one a second, with how many came in between as `others`.
 */
export function limitRepeats(log: Log, limit: FloodLimit = new FloodLimit()): Log {
  return (level, message, fields = {}) => {
    const others = limit.pass(message);
    if (others !== undefined) log(level, message, { ...fields, others: others || undefined });
  };
}
