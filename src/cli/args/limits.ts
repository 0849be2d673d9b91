import { readNumber } from "./common.ts";
import type { ServeInvocation } from "./invocation.ts";

/** The name of an option that limits calls. */
export type LimitName = "max-call-time" | "max-calls" | "max-calls-per-peer" | "status-variable";

/** These options, with their defaults. */
export const LIMITS: Readonly<Record<LimitName, undefined>> = {
  "max-call-time": undefined,
  "max-calls": undefined,
  "max-calls-per-peer": undefined,
  "status-variable": undefined,
};

/** The most calls that can be asked for. */
const MAX_CALLS = 1_000_000;

/** Reads them, or tells which cannot be used, and what would be right. */
export function readLimits(
  values: Readonly<Record<LimitName, string | undefined>>,
): ServeInvocation["limits"] | { readonly option: LimitName; readonly right: string } {
  const counts: { maxCalls?: number; maxCallsPerPeer?: number } = {};
  for (
    const [option, name] of [
      ["max-calls", "maxCalls"],
      ["max-calls-per-peer", "maxCallsPerPeer"],
    ] as const
  ) {
    const text = values[option];
    if (text === undefined) continue;
    const count = readNumber(text, 1, MAX_CALLS);
    if (count === undefined || !Number.isInteger(count)) {
      return { option, right: `a whole number from 1 to ${MAX_CALLS}` };
    }
    counts[name] = count;
  }
  const time = values["max-call-time"];
  const seconds = time === undefined ? undefined : readNumber(time, 0.001, 86_400);
  if (time !== undefined && seconds === undefined) {
    return { option: "max-call-time", right: "seconds from 0.001 to 86400" };
  }
  const statusVariable = values["status-variable"];
  if (statusVariable !== undefined && !/^[A-Za-z0-9_]+$/.test(statusVariable)) {
    return { option: "status-variable", right: "a name of letters and digits and _" };
  }
  return {
    ...counts,
    ...(seconds === undefined ? {} : { maxCallTime: seconds * 1000 }),
    ...(statusVariable === undefined ? {} : { statusVariable }),
  };
}
