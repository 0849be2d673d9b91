import type { CallEnd } from "../handler/run_call.ts";
import { AgiHangup, AgiTimeoutError } from "../errors.ts";
import { within } from "../transport/within.ts";

/** Options of {@linkcode endInTime}. */
export interface TimeLimitOptions {
  /** The most milliseconds that the handler may take. */
  limit: number;
  /** How many milliseconds it then has to clean up. */
  grace: number;
  /** Ends the call for the handler. */
  hangUp: (reason: AgiHangup) => void;
}

/**
 * Waits for a handler, but not longer than it may take. One that is stuck is left behind: what it
 * held of the server is free.
 */
export async function endInTime(
  running: Promise<CallEnd>,
  { limit, grace, hangUp }: TimeLimitOptions,
): Promise<CallEnd> {
  const end = await within(running, limit);
  if (end !== undefined) return end;
  const message = `The call exceeded maxCallTime (${limit} ms)`;
  hangUp(new AgiHangup(message, { source: "limit" }));
  await within(running, grace);
  return { outcome: "failed", error: new AgiTimeoutError(message) };
}

/**
 * Checks `maxCallTime`, in milliseconds.
 *
 * @throws {RangeError} If it is not more than 0.
 */
export function checkCallTime(limit: number | undefined): void {
  if (limit === undefined || limit > 0) return;
  throw new RangeError(`Cannot use ${limit} as maxCallTime: it must be milliseconds, more than 0`);
}
