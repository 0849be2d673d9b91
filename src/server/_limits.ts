import type { EnvironmentLimits } from "../protocol/environment.ts";
import type { SessionOptions } from "../session/session.ts";

type Limits = Pick<SessionOptions, "environmentTimeout" | "maxReplyBytes"> & EnvironmentLimits;

/**
 * Checks the limits for what a peer may say, and how long it may take for it.
 *
 * @throws {RangeError} If `environmentTimeout` is not more than 0, or another is less than 1.
 */
export function checkLimits(options: Limits): void {
  const { environmentTimeout = Infinity } = options;
  if (!(environmentTimeout > 0)) {
    throw new RangeError(
      `Cannot use ${environmentTimeout} as environmentTimeout: it must be milliseconds, more than 0`,
    );
  }
  for (const name of ["maxEnvironmentBytes", "maxEnvironmentLines", "maxReplyBytes"] as const) {
    const limit = options[name];
    if (limit === undefined || limit >= 1) continue;
    throw new RangeError(`Cannot use ${limit} as ${name}: it must be 1 or more`);
  }
}
