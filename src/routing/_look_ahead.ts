import { NOT_SLASH } from "./_character_set.ts";
import { ANY, END, JUMP, MATCH, SAVE, SEGMENT, SPLIT, type Step, TEXT } from "./_program.ts";

const SLASH = 0x2f;

/** Finds what each split needs next, which spares most of the attempts that fail. */
export function lookAhead(steps: readonly Step[]): void {
  takeSegments(steps);
  for (const step of steps) {
    if (step.op !== SPLIT) continue;
    step.nextCode = codeAt(steps, step.next);
    step.otherCode = codeAt(steps, step.other);
  }
}

/**
 * Makes one step of each segment that can end only with itself, up to the first split that is left:
 * after that a step can be reached at many positions, and must not look through the path at each.
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

/** What must come next for a step to succeed, as far as one can see. */
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
