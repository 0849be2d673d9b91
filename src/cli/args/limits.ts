import { readNumber } from "./common.ts";
import type { ServeInvocation } from "./invocation.ts";

/** The name of an option that limits calls. */
export type LimitName =
  | "environment-timeout"
  | "max-call-time"
  | "max-calls"
  | "max-calls-per-peer"
  | "max-environment-bytes"
  | "max-environment-lines"
  | "max-reply-bytes"
  | "status-variable";

/** These options, with their defaults. */
export const LIMITS: Readonly<Record<LimitName, undefined>> = {
  "environment-timeout": undefined,
  "max-call-time": undefined,
  "max-calls": undefined,
  "max-calls-per-peer": undefined,
  "max-environment-bytes": undefined,
  "max-environment-lines": undefined,
  "max-reply-bytes": undefined,
  "status-variable": undefined,
};

/** The most calls, and the most lines, that can be asked for. */
const MAX_COUNT = 1_000_000;

/** The most bytes that can be asked for: 1 GiB. */
const MAX_BYTES = 2 ** 30;

/** Those that are whole numbers, with what they are in the library, and the most that they can be. */
const COUNTS = [
  ["max-calls", "maxCalls", MAX_COUNT],
  ["max-calls-per-peer", "maxCallsPerPeer", MAX_COUNT],
  ["max-environment-bytes", "maxEnvironmentBytes", MAX_BYTES],
  ["max-environment-lines", "maxEnvironmentLines", MAX_COUNT],
  ["max-reply-bytes", "maxReplyBytes", MAX_BYTES],
] as const;

/** Those that are seconds, with what they are in the library. */
const TIMES = [
  ["environment-timeout", "environmentTimeout"],
  ["max-call-time", "maxCallTime"],
] as const;

/** Reads them, or tells which cannot be used, and what would be right. */
export function readLimits(
  values: Readonly<Record<LimitName, string | undefined>>,
): ServeInvocation["limits"] | { readonly option: LimitName; readonly right: string } {
  const limits: ServeInvocation["limits"] = {};
  for (const [option, name, max] of COUNTS) {
    const text = values[option];
    if (text === undefined) continue;
    const count = readNumber(text, 1, max);
    if (count === undefined || !Number.isInteger(count)) {
      return { option, right: `a whole number from 1 to ${max}` };
    }
    limits[name] = count;
  }
  for (const [option, name] of TIMES) {
    const text = values[option];
    if (text === undefined) continue;
    const seconds = readNumber(text, 0.001, 86_400);
    if (seconds === undefined) return { option, right: "seconds from 0.001 to 86400" };
    limits[name] = seconds * 1000;
  }
  const statusVariable = values["status-variable"];
  if (statusVariable === undefined) return limits;
  if (!/^[A-Za-z0-9_]+$/.test(statusVariable)) {
    return { option: "status-variable", right: "a name of letters and digits and _" };
  }
  return { ...limits, statusVariable };
}
