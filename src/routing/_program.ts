import type { CharacterSet } from "./_character_set.ts";

/** A step of a program. All steps have the same shape, which is what V8 runs fastest. */
export interface Step {
  op: Op;
  /** The text of a `text`. */
  text: string;
  /** The characters of a `character`. */
  set: CharacterSet | undefined;
  /** The slot of a `save` or a `progress`, the number of a `split`. */
  index: number;
  /** The next step of a `jump`, and the one that a `split` tries first. */
  next: number;
  /** The step that a `split` tries second. */
  other: number;
  /** The code that `next` needs, `END` or `ANY`: a split does not even try what would fail. */
  nextCode: number;
  /** The code that `other` needs. */
  otherCode: number;
}

/** What a step does. The values are constants because the matcher switches by them. */
export type Op =
  | typeof TEXT
  | typeof CHARACTER
  | typeof SPLIT
  | typeof JUMP
  | typeof SAVE
  | typeof PROGRESS
  | typeof MATCH
  | typeof SEGMENT;

/** Takes a text. */
export const TEXT = 0;
/** Takes a character. */
export const CHARACTER = 1;
/** Goes on at `next`, and at `other` if that fails. */
export const SPLIT = 2;
/** Goes on at `next`. */
export const JUMP = 3;
/** Remembers the position. */
export const SAVE = 4;
/** Fails at the position that was saved: an optional thing that is empty is absent. */
export const PROGRESS = 5;
/** Has matched, if this is the end of the path. */
export const MATCH = 6;

/** Takes what is left of a segment, one character at least. */
export const SEGMENT = 7;

/** The code of the end of a path. */
export const END = -1;
/** Any code may follow. */
export const ANY = -2;

/** A pattern as steps. */
export interface Program {
  /** What every path begins with that matches. The steps begin after it. */
  readonly prefix: string;
  readonly steps: readonly Step[];
  /** How many splits there are. */
  readonly splits: number;
  /** A -1 for each position that is saved: two for each group, then those of `progress`. */
  readonly absent: readonly number[];
}
