import type { Step } from "../../src/cli/console/messages.ts";
import { formatDuration } from "../format.ts";
import { saidIn } from "./said.ts";

/** The width of a letter of the labels, in pixels. */
export const LETTER = 7.25;

/** The usual width of a letter of notes, which are not of equal width. */
export const SANS_LETTER = 6.7;

/** The width of a bar. */
export const BAR = 10;

/** From this width on the caller and the handler have columns of their own, in pixels. */
const WIDE = 620;

/** The least width of a column, which has room for a duration or a key that is not heard. */
const LEAST = 104;

/** The most that the columns of the caller and of the handler take of the width. */
const CALLER_SHARE = 0.22;
const LOG_SHARE = 0.25;

/** Where the columns of a diagram are. */
export interface Columns {
  readonly wide: boolean;
  readonly width: number;
  /** The right edge of the times. */
  readonly time: number;
  readonly asterisk: number;
  readonly handler: number;
}

/** Places the columns of a diagram of a width in pixels, with as much room as the texts need. */
export function columnsOf(width: number, steps: readonly Step[]): Columns {
  const wide = width >= WIDE;
  const time = width < 480 ? 40 : 56;
  const [said, logged] = lettersOf(steps);
  const column = (letters: number, share: number) =>
    Math.max(LEAST, Math.min(letters * LETTER + 28, width * share));
  const caller = wide ? column(said, CALLER_SHARE) : 14;
  const log = wide ? column(logged, LOG_SHARE) : 16;
  return { wide, width, time, asterisk: time + caller + 14, handler: width - log };
}

/** The lengths of the longest texts beside the lanes, in letters. */
function lettersOf(steps: readonly Step[]): readonly [said: number, logged: number] {
  let [said, logged] = [0, `works ${formatDuration(9999)}`.length];
  for (const step of steps) {
    if (step.kind === "sound") said = Math.max(said, saidIn(step).length + 2);
    else if (step.kind === "recording") said = Math.max(said, step.file.length + 10);
    else if (step.kind === "text") said = Math.max(said, step.text.length + 2);
    else if (step.kind === "caller") said = Math.max(said, step.deed.length + 8);
    else if (step.kind === "log" || step.kind === "warning") {
      logged = Math.max(logged, step.message.length + 2);
    } else if (step.kind === "end") logged = Math.max(logged, step.failure?.place?.length ?? 0);
  }
  return [said, logged];
}
