/**
 * Splits the options of an application at commas as Asterisk does: not within quotes, parentheses or
 * brackets, and not behind a backslash. Quotes and backslashes go away; the last of `most` arguments
 * gets the rest as it is.
 */
export function splitArguments(options: string, most: number): string[] {
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let argument = "";
  let at = 0;
  for (; at < options.length && args.length < most - 1; at++) {
    const character = options[at] ?? "";
    if (character === "," && depth <= 0 && !quoted) {
      args.push(argument);
      argument = "";
      continue;
    }
    if (character === '"') quoted = !quoted;
    else if (character === "\\") argument += options[++at] ?? "";
    else argument += character;
    if (character === "(" || character === "[") depth++;
    if (character === ")" || character === "]") depth--;
  }
  if (args.length === most - 1) return at < options.length ? [...args, options.slice(at)] : args;
  return options === "" ? args : [...args, argument];
}

/** The argument of an option letter, as `jazz` of `gm(jazz)`: `""` for none, `undefined` for no such letter. */
export function optionOf(letters: string, letter: string): string | undefined {
  const found = letters.matchAll(/([A-Za-z])(?:\(([^)]*)\))?/g);
  for (const [, name, argument = ""] of found) if (name === letter) return argument;
  return undefined;
}
