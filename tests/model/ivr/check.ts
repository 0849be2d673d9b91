import fc from "fast-check";
import { converse } from "./converse.ts";
import { scenario } from "./scenario.ts";

/** Checks generated callers. Returns what to print of the first failure, made small. */
export async function checkCallers(
  { seed, count, path = "" }: { seed: number; count: number; path?: string },
): Promise<string | undefined> {
  const details = await fc.check(fc.asyncProperty(scenario, converse), {
    seed,
    path,
    numRuns: count,
  });
  if (!details.failed) return undefined;
  const { counterexample, errorInstance, counterexamplePath } = details;
  return [
    `A caller was misunderstood, with seed ${details.seed} and path ${counterexamplePath}:`,
    Deno.inspect(counterexample?.[0], { depth: 9 }),
    "",
    errorInstance instanceof Error ? errorInstance.message : `${errorInstance}`,
  ].join("\n");
}
