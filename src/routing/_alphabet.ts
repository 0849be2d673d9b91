import type { Label } from "./_automaton.ts";
import { type CharacterSet, EVERY_CHARACTER, NOT_SLASH } from "./_character_set.ts";

/** Maximum number of sets compared: each takes a tenth of a second, and a megabyte. */
const MOST_SETS = 16;

/** The number of code points. */
const CODE_POINTS = 0x110000;

const members = new WeakMap<CharacterSet, Uint8Array>();

/**
 * Characters that represent all others: any other one is in the same sets as one of these. Returns
 * `undefined` if there are too many sets to compare.
 */
export function alphabetOf(labels: Iterable<Label | undefined>): readonly number[] | undefined {
  const letters = new Set<number>([0x2f]);
  const sets = new Set<CharacterSet>();
  for (const label of labels) {
    if (typeof label === "number") letters.add(label);
    else if (label !== undefined && label !== NOT_SLASH && label !== EVERY_CHARACTER) {
      sets.add(label);
    }
  }
  if (sets.size > MOST_SETS) return undefined;
  const tables = Array.from(sets, membersOf);
  const seen = new Set<number>();
  const others: number[] = [];
  for (let code = 0; code < CODE_POINTS; code++) {
    if (letters.has(code)) continue;
    let kind = 0;
    for (const table of tables) kind = 2 * kind + (table[code] as number);
    if (seen.has(kind)) continue;
    seen.add(kind);
    others.push(code);
    if (tables.length === 0) break;
  }
  return [...letters, ...others];
}

function membersOf(set: CharacterSet): Uint8Array {
  let table = members.get(set);
  if (table === undefined) {
    table = new Uint8Array(CODE_POINTS);
    for (let code = 0; code < CODE_POINTS; code++) table[code] = set.has(code) ? 1 : 0;
    members.set(set, table);
  }
  return table;
}
