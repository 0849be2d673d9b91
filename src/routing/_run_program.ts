import type { CharacterSet } from "./_character_set.ts";
import {
  ANY,
  CHARACTER,
  END,
  JUMP,
  MATCH,
  type Program,
  PROGRESS,
  SAVE,
  SEGMENT,
  SPLIT,
  type Step,
  TEXT,
} from "./_program.ts";

/** Which splits were tried at which position, one bit each. Short paths share this array. */
const SCRATCH = new Uint32Array(64);

/**
 * Matches a path by backtracking, with the same result as a RegExp. Unlike a RegExp, it never tries
 * a split twice at the same position: the rest would fail again, because it depends on nothing
 * else. So the time is linear in the length of the path, whatever the pattern.
 *
 * @returns The saved positions, -1 for those of absent groups; `null` if the path does not match.
 */
export function runProgram(
  { prefix, steps, splits, absent }: Program,
  path: string,
): number[] | null {
  // Most paths differ in the prefix already.
  if (!hasAt(path, prefix, 0)) return null;
  const width = path.length + 1;
  const tried = noneTried(splits * width);
  const saved = absent.slice();
  /**
   * Where to continue after a failure: a step and a position, or a slot (as -1 - slot) and its
   * value.
   */
  const stack: number[] = [];
  let at = 0;
  let position = prefix.length;
  while (true) {
    const step = steps[at] as Step;
    let failed = false;
    switch (step.op) {
      case TEXT:
        failed = !hasAt(path, step.text, position);
        position += step.text.length;
        at++;
        break;
      case CHARACTER: {
        const codePoint = path.codePointAt(position);
        failed = codePoint === undefined || !(step.set as CharacterSet).has(codePoint);
        position += codePoint !== undefined && codePoint > 0xffff ? 2 : 1;
        at++;
        break;
      }
      case SEGMENT: {
        const slash = path.indexOf("/", position);
        const end = slash < 0 ? path.length : slash;
        failed = end === position;
        position = end;
        at++;
        break;
      }
      case SPLIT: {
        const bit = step.index * width + position;
        const mask = 1 << (bit & 31);
        failed = ((tried[bit >>> 5] as number) & mask) !== 0;
        if (failed) break;
        (tried[bit >>> 5] as number) |= mask;
        const code = position < path.length ? path.charCodeAt(position) : END;
        if (step.nextCode !== ANY && step.nextCode !== code) {
          at = step.other;
          break;
        }
        if (step.otherCode === ANY || step.otherCode === code) stack.push(step.other, position);
        at = step.next;
        break;
      }
      case JUMP:
        at = step.next;
        break;
      case SAVE:
        if (stack.length > 0) stack.push(-1 - step.index, saved[step.index] as number);
        saved[step.index] = position;
        at++;
        break;
      case PROGRESS:
        failed = saved[step.index] === position;
        at++;
        break;
      case MATCH:
        if (position === path.length) return saved;
        failed = true;
    }
    while (failed) {
      const value = stack.pop();
      const target = stack.pop();
      if (value === undefined || target === undefined) return null;
      if (target < 0) {
        saved[-1 - target] = value;
      } else {
        at = target;
        position = value;
        failed = false;
      }
    }
  }
}

function noneTried(bits: number): Uint32Array {
  const words = (bits >>> 5) + 1;
  if (words > SCRATCH.length) return new Uint32Array(words);
  for (let word = 0; word < words; word++) SCRATCH[word] = 0;
  return SCRATCH;
}

/** Same as `startsWith`, but faster for texts as short as those of patterns. */
function hasAt(path: string, text: string, position: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (path.charCodeAt(position + index) !== text.charCodeAt(index)) return false;
  }
  return true;
}
