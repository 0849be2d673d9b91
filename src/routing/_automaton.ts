import type { CharacterSet } from "./_character_set.ts";
import { NOT_SLASH } from "./_character_set.ts";
import { CHARACTER, JUMP, MATCH, type Program, SEGMENT, SPLIT, TEXT_STEP } from "./_program.ts";

/** What one edge of an automaton takes: a character, or one of a set. */
export type Label = number | CharacterSet;

/** A state of an automaton. */
export interface State {
  /** What it takes to get from here to `next`; `undefined` if that takes nothing. */
  readonly label: Label | undefined;
  readonly next: readonly number[];
  /** Whether a path may end here. */
  readonly accepts: boolean;
}

/** The states of a program, which match the same paths. The first is the start. */
export function automatonOf({ prefix, steps }: Program): readonly State[] {
  const states: State[] = [];
  const text = (characters: string, next: (at: number) => number) => {
    for (const character of characters) {
      const label = character.codePointAt(0) ?? 0;
      states.push({ label, next: [next(states.length)], accepts: false });
    }
  };
  text(prefix, (at) => at + 1);
  // Where each step begins: those before it have one state each, and a text one for each character.
  const starts: number[] = [];
  let count = states.length;
  for (const step of steps) {
    starts.push(count);
    count += step.op === TEXT_STEP ? Array.from(step.text).length : 1;
  }
  const startOf = (at: number) => starts[at] ?? count;
  for (const [at, step] of steps.entries()) {
    const after = [startOf(at + 1)];
    switch (step.op) {
      case TEXT_STEP:
        text(step.text, (at) => at + 1);
        break;
      case CHARACTER:
        states.push({ label: step.set, next: after, accepts: false });
        break;
      case SEGMENT:
        // It ends before a slash or at the end, and so matches no more than one or more of these.
        states.push({ label: NOT_SLASH, next: [startOf(at), ...after], accepts: false });
        break;
      case SPLIT:
        states.push({
          label: undefined,
          next: [startOf(step.next), startOf(step.other)],
          accepts: false,
        });
        break;
      case JUMP:
        states.push({ label: undefined, next: [startOf(step.next)], accepts: false });
        break;
      case MATCH:
        states.push({ label: undefined, next: [], accepts: true });
        break;
      default:
        // Positions are saved for groups: an optional group that is empty is absent instead.
        states.push({ label: undefined, next: after, accepts: false });
    }
  }
  return states;
}
