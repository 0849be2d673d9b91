import { clip, withPlainPlaces } from "../protocol/text.ts";
import { unshowable } from "./unshowable.ts";

/** Maximum length of the text. An error may quote what a peer sent. */
const MAX_LENGTH = 16 * 1024;

/** Maximum number of causes to describe. */
const MAX_CAUSES = 3;

/**
 * Describes an error for a log, with its stack and its causes. It omits properties, because those
 * of an AGI error can contain what a caller entered.
 */
export function describeError(error: unknown): string {
  try {
    return withPlainPlaces(describe(error, MAX_CAUSES));
  } catch (why) {
    return unshowable("shown", why); // A proxy or a getter of it throws.
  }
}

function describe(error: unknown, causes: number): string {
  if (typeof error === "string") return Deno.inspect(clip(error, MAX_LENGTH));
  if (!(error instanceof Error)) return clip(Deno.inspect(error), MAX_LENGTH);
  // The stack of an error with a message of 50 MB takes a second to be made.
  const text = error.message.length > MAX_LENGTH
    ? `${error.name}: ${clip(error.message, MAX_LENGTH)}`
    : error.stack ?? `${error}`;
  if (error.cause === undefined || causes === 0) return clip(text, MAX_LENGTH);
  return clip(`${text}\nCaused by: ${describe(error.cause, causes - 1)}`, MAX_LENGTH);
}

/** Removes the stack of an error, where it has only this program's own lines. Keeps its cause. */
export function withoutStack(error: Error): Error {
  error.stack = `${error}`;
  return error;
}

/** Whether {@linkcode withoutStack} was called, so that the message is all there is. */
export function hasNoStack(error: unknown): boolean {
  return error instanceof Error && error.stack === `${error}`;
}
