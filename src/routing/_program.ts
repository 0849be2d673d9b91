import type { CharacterSet } from "./_character_set.ts";

/** A step of a program. All steps have the same shape, which V8 runs fastest. */
export interface Step {
  op: Op;
  /** The text of a `TEXT` step. */
  text: string;
  /** The characters of a `CHARACTER` step. */
  set: CharacterSet | undefined;
  /** The slot of a `SAVE` or `PROGRESS` step, the number of a `SPLIT`. */
  index: number;
  /** The next step of a `JUMP`, and the one that a `SPLIT` tries first. */
  next: number;
  /** The step that a `SPLIT` tries second. */
  other: number;
  /** The code that `next` needs, `END` or `ANY`. A split skips a branch that would fail. */
  nextCode: number;
  /** The code that `other` needs. */
  otherCode: number;
}

/** The operation of a step. The values are constants because the matcher switches on them. */
export type Op =
  | typeof TEXT
  | typeof CHARACTER
  | typeof SPLIT
  | typeof JUMP
  | typeof SAVE
  | typeof PROGRESS
  | typeof MATCH
  | typeof SEGMENT;

/** Matches a text. */
export const TEXT = 0;
/** Matches a character. */
export const CHARACTER = 1;
/** Continues at `next`, and at `other` if that fails. */
export const SPLIT = 2;
/** Continues at `next`. */
export const JUMP = 3;
/** Saves the position. */
export const SAVE = 4;
/** Fails at the saved position: an optional group that matches nothing counts as absent. */
export const PROGRESS = 5;
/** Succeeds at the end of the path. */
export const MATCH = 6;

/** Matches the rest of a segment, at least one character. */
export const SEGMENT = 7;

/** The code for the end of a path. */
export const END = -1;
/** The code for any character. */
export const ANY = -2;

/** A pattern as steps. */
export interface Program {
  /** The text that every matching path starts with. The steps match the rest. */
  readonly prefix: string;
  readonly steps: readonly Step[];
  /** Number of splits. */
  readonly splits: number;
  /** A -1 for each slot: two per group, then those of `PROGRESS`. */
  readonly absent: readonly number[];
}
