/**
 * Lets many generated callers answer generated questions, and compares with the oracle.
 *
 *     deno run --allow-read tests/model/ivr/run.ts [COUNT [SEED [PATH]]]
 *
 * COUNT is 10000 by default and SEED is random; what a failure prints as seed and path shows just
 * that failure again.
 *
 * @module
 */
import { checkCallers } from "./check.ts";

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const [count = NaN, seed = NaN] = [args[0] ?? "10000", args[1] ?? `${randomSeed()}`].map(Number);
  if (!Number.isInteger(count) || !Number.isInteger(seed)) {
    say("Usage: run.ts [COUNT [SEED [PATH]]]");
    return 2;
  }
  const begin = performance.now();
  say(`${count} callers, seed ${seed}`);
  const failure = await checkCallers({ count, seed, path: args[2] ?? "" });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (failure !== undefined) say(failure);
  say(failure === undefined ? `All were understood, ${seconds} s` : `FAILED, ${seconds} s`);
  return failure === undefined ? 0 : 1;
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 30);
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
