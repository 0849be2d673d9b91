import type { Step } from "../../src/cli/console/messages.ts";

/** What the caller hears now; `undefined` for nothing. */
export function playingNow(steps: readonly Step[]): string | undefined {
  const last = steps.findLast(({ kind }) => kind === "sound" || kind === "quiet" || kind === "end");
  return last?.kind === "sound" ? last.spoken : undefined;
}
