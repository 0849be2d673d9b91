import { Report } from "./_report.ts";

/** What a script of this folder works with. */
export interface Scene {
  /** Where its figures go. */
  readonly report: Report;
  /** What is ended when the script ends, also when it is interrupted. */
  readonly stack: AsyncDisposableStack;
}

/**
 * Runs a script of this folder, prints its figures, and ends the process: with 0 if all demands are
 * met, with 1 if not, with 130 when it is interrupted. Nothing is left behind.
 */
export async function ops(run: (scene: Scene) => Promise<void>): Promise<never> {
  const report = new Report();
  const stack = new AsyncDisposableStack();
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      if (interrupted) return;
      interrupted = true;
      await stack.disposeAsync();
      Deno.exit(130);
    });
  }
  let failed = false;
  try {
    await run({ report, stack });
  } catch (error) {
    // What an interrupted script was at fails because it is being ended.
    if (interrupted) return await new Promise<never>(() => {});
    console.error(error);
    failed = true;
  }
  await stack.disposeAsync();
  console.log(`\n${report}`);
  Deno.exit(failed || report.failed ? 1 : 0);
}

/** Waits, in milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Polls a condition until it holds. Returns whether it did within a time in milliseconds. */
export async function becomes(
  isSo: () => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (!await isSo()) {
    if (performance.now() > end) return false;
    await pause(100);
  }
  return true;
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
