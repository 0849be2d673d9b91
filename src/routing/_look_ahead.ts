import { NOT_SLASH } from "./_character_set.ts";
import { ANY, END, JUMP, MATCH, SAVE, SEGMENT, SPLIT, type Step, TEXT } from "./_program.ts";

const SLASH = 0x2f;

/** Finds the character that each split needs next, which avoids most failing attempts. */
export function lookAhead(steps: readonly Step[]): void {
  takeSegments(steps);
  for (const step of steps) {
    if (step.op !== SPLIT) continue;
    step.nextCode = codeAt(steps, step.next);
    step.otherCode = codeAt(steps, step.other);
  }
}

/**
 * Merges each segment that must extend to the next `/` or the end into one step, up to the first
 * split that remains: later steps can be reached at many positions and must not scan the path at
 * each one.
 */
function takeSegments(steps: readonly Step[]): void {
  for (const split of steps) {
    if (split.op !== SPLIT) continue;
    const body = steps[split.other] as Step;
    const code = codeAt(steps, split.next);
    const isSegment = body.set === NOT_SLASH && steps[split.other + 1] === split;
    if (!isSegment || code !== SLASH && code !== END) return;
    body.op = SEGMENT;
    split.op = JUMP;
  }
}

/** The code that a step needs next, or `ANY` if that is not known. */
function codeAt(steps: readonly Step[], at: number): number {
  const step = steps[at] as Step;
  switch (step.op) {
    case TEXT:
      return step.text.charCodeAt(0);
    case SAVE:
      return codeAt(steps, at + 1);
    case MATCH:
      return END;
    default:
      return ANY;
  }
}
