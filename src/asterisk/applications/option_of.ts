/** The argument of an option letter, as `jazz` of `gm(jazz)`: `""` for none, `undefined` for no such letter. */
export function optionOf(letters: string, letter: string): string | undefined {
  const found = letters.matchAll(/([A-Za-z])(?:\(([^)]*)\))?/g);
  for (const [, name, argument = ""] of found) if (name === letter) return argument;
  return undefined;
}
