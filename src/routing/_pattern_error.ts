import { quoteForMessage } from "../protocol/text.ts";

/** Refuses a pattern. */
export function refusePattern(pattern: string, why: string): never {
  throw new TypeError(`Cannot route by ${quoteForMessage(pattern)}: ${why}`);
}
