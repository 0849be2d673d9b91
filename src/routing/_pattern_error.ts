import { quoteForMessage } from "../protocol/text.ts";

/** Throws the error for an invalid pattern. */
export function refusePattern(pattern: string, why: string): never {
  throw new TypeError(`Invalid pattern ${quoteForMessage(pattern)}: ${why}`);
}
