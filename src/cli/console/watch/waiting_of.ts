import { paceOf } from "../../../protocol/verbs.ts";
import type { Waiting } from "../messages.ts";

/** Commands that run dialplan. */
const DIALPLAN: readonly string[] = ["EXEC", "GOSUB"];

/** Returns what a command waits for. */
export function waitingOf(verb: string): Waiting {
  if (DIALPLAN.includes(verb)) return "dialplan";
  return paceOf(verb) === "slow" ? "caller" : "asterisk";
}
