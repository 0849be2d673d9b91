import { setVariable } from "../commands/variable.ts";
import type { Outcome } from "../events.ts";
import { quoteForMessage } from "../protocol/text.ts";
import type { Session } from "../session/session.ts";

/** The value of the variable for each outcome. */
const STATUS: Readonly<Record<Outcome, string>> = {
  completed: "SUCCESS",
  hangup: "HANGUP",
  abandoned: "HANGUP",
  failed: "FAILED",
  "no-handler": "NOT_FOUND",
};

/**
 * Sets the status variable, even after a hangup. It waits at most `timeout` milliseconds, not at
 * all if the connection ended, and never rejects.
 */
export async function setStatus(
  session: Session,
  name: string,
  { outcome, timeout }: { outcome: Outcome; timeout: number },
): Promise<void> {
  try {
    await session.executeAnytime(setVariable(name, STATUS[outcome]), { timeout });
  } catch {
    // The outcome of the call does not depend on the variable.
  }
}

/**
 * Checks the name of the status variable.
 *
 * @throws {TypeError} If it contains anything but letters, digits and `_`.
 */
export function checkStatusVariable(name: string | undefined): void {
  if (name === undefined || /^[A-Za-z0-9_]+$/.test(name)) return;
  throw new TypeError(
    `Invalid statusVariable ${quoteForMessage(name)}: must be letters, digits and _`,
  );
}
