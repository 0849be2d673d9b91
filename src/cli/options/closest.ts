import { closest, distance } from "fastest-levenshtein";

/**
 * Asks for the name that was probably meant, e.g. ` (did you mean --port?)`; `""` if none is close.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const name = closestName(typed, names);
  return name === undefined ? "" : ` (did you mean ${name}?)`;
}

/** The name that was probably meant. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const name = closest(typed, names);
  const { length } = typed.replace(/^-+/, "");
  // Two letters in the wrong order count as two. A short word must not be taken for just any other.
  const most = length < 4 ? 1 : Math.max(2, length / 3);
  return distance(typed, name) <= most ? name : undefined;
}
