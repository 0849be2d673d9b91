import { setVariable } from "../commands/variable.ts";
import type { Outcome } from "../events.ts";
import { quoteForMessage } from "../protocol/text.ts";
import type { Session } from "../session/session.ts";

/** What the dialplan is told of an outcome. */
const STATUS: Readonly<Record<Outcome, string>> = {
  completed: "SUCCESS",
  hangup: "HANGUP",
  abandoned: "HANGUP",
  failed: "FAILED",
  "no-handler": "NOT_FOUND",
};

/**
 * Tells the dialplan how a call ended, also after a hangup. It waits no longer than so many
 * milliseconds, not at all where the connection is gone, and never rejects.
 */
export async function setStatus(
  session: Session,
  name: string,
  { outcome, timeout }: { outcome: Outcome; timeout: number },
): Promise<void> {
  try {
    await session.executeAnytime(setVariable(name, STATUS[outcome]), { timeout });
  } catch {
    // The call ends as it would have ended.
  }
}

/**
 * Checks the name of a variable.
 *
 * @throws {TypeError} If it has anything in it but letters, digits and `_`.
 */
export function checkStatusVariable(name: string | undefined): void {
  if (name === undefined || /^[A-Za-z0-9_]+$/.test(name)) return;
  throw new TypeError(
    `Cannot use ${quoteForMessage(name)} as statusVariable: it must be letters, digits and _`,
  );
}
