import type { CallEnd } from "../handler/run_call.ts";
import { AgiHangup, AgiTimeoutError } from "../errors.ts";
import { within } from "../transport/within.ts";

/** Options of {@linkcode endInTime}. */
export interface TimeLimitOptions {
  /** How long the handler can run, in milliseconds. */
  limit: number;
  /** How long it then has to clean up, in milliseconds. */
  grace: number;
  /** Ends the call for the handler. */
  hangUp: (reason: AgiHangup) => void;
}

/**
 * Waits for a handler, but no longer than its time limit. A stuck handler is abandoned, and the
 * server releases its resources.
 */
export async function endInTime(
  running: Promise<CallEnd>,
  { limit, grace, hangUp }: TimeLimitOptions,
): Promise<CallEnd> {
  const end = await within(running, limit);
  if (end !== undefined) return end;
  const message = `Call exceeded maxCallTime (${limit} ms)`;
  hangUp(new AgiHangup(message, { source: "limit" }));
  await within(running, grace);
  return { outcome: "failed", error: new AgiTimeoutError(message) };
}

/**
 * Checks `maxCallTime`.
 *
 * @throws {RangeError} If it is not greater than 0.
 */
export function checkCallTime(limit: number | undefined): void {
  if (limit === undefined || limit > 0) return;
  throw new RangeError(`Invalid maxCallTime ${limit}: must be more than 0 ms`);
}
