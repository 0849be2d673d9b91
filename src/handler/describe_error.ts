import { clip } from "../protocol/text.ts";

/** The most characters of one error, and of all: an error may quote what a peer sent. */
const MAX_LENGTH = 16 * 1024;

/** How many causes are described. */
const MAX_CAUSES = 3;

/**
 * What was thrown, with its stack and what caused it, for a log. Not its properties: those of an AGI
 * error hold what a caller entered.
 */
export function describeError(error: unknown, causes: number = MAX_CAUSES): string {
  if (typeof error === "string") return Deno.inspect(clip(error, MAX_LENGTH));
  if (!(error instanceof Error)) return clip(Deno.inspect(error), MAX_LENGTH);
  const text = clip(error.stack ?? `${error}`, MAX_LENGTH);
  if (error.cause === undefined || causes === 0) return text;
  return clip(`${text}\nCaused by: ${describeError(error.cause, causes - 1)}`, MAX_LENGTH);
}
