import fc from "fast-check";
import { converse } from "./conversation.ts";
import { lieTo } from "./liar.ts";
import { lies } from "./lies.ts";
import { program } from "./program.ts";

/** Which conversations to check. */
export interface Batch {
  /** Whether the peer speaks AGI as Asterisk does, or lies. */
  readonly peer: "asterisk" | "liar";
  /** What all that is random comes from. */
  readonly seed: number;
  /** How many. */
  readonly count: number;
  /** Where among them a failure was, to see only that again. */
  readonly path?: string;
}

/** Checks generated conversations. Returns what to print of the first that fails, made small. */
export async function checkConversations(
  { peer, seed, count, path = "" }: Batch,
): Promise<string | undefined> {
  const parameters = { seed, path, numRuns: count };
  const details = peer === "liar"
    ? await fc.check(fc.asyncProperty(lies, lieTo), parameters)
    : await fc.check(fc.asyncProperty(program, converse), parameters);
  if (!details.failed) return undefined;
  const { counterexample, errorInstance, counterexamplePath, numShrinks } = details;
  const error = errorInstance instanceof Error ? errorInstance.message : `${errorInstance}`;
  return [
    `A conversation failed with peer ${peer}, seed ${details.seed} and path ${counterexamplePath}, ` +
    `made smaller ${numShrinks} times:`,
    Deno.inspect(remarkable(counterexample?.[0]), { depth: 9, strAbbreviateSize: 2000 }),
    "",
    error,
  ].join("\n");
}

/** A program without what is empty or off; a value that is not set is `null`. */
function remarkable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(remarkable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, remarkable(inner)] as const)
    .filter(([key, inner]) => key === "value" || !isNothing(inner));
  return Object.fromEntries(entries);
}

function isNothing(value: unknown): boolean {
  if (value === null || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
