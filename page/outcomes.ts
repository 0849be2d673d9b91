import type { Ending } from "../src/cli/console/messages.ts";

/** Outcomes that mean a fault. */
const BAD: readonly Ending[] = ["failed", "abandoned", "no-handler", "lost", "no answer"];

/** Whether an outcome is a fault of the handler or of the server. */
export function isBad(outcome: Ending): boolean {
  return BAD.includes(outcome);
}

/** What each outcome means, for people who do not know the word. */
export const MEANINGS: Readonly<Record<Ending, string>> = {
  completed: "the handler returned",
  hangup: "the call was hung up, and the handler ended",
  failed: "the handler threw an error",
  abandoned: "the handler was still running long after the hangup",
  "no-handler": "no handler is registered for the path",
  lost: "the worker process of the call died",
  "no answer": "the server closed the connection without a command",
};

/** The end of a class name for an outcome. */
export function outcomeClass(outcome: Ending): string {
  return outcome.replaceAll(" ", "-");
}
