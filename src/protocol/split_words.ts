/** The places that Asterisk has for the words of a command, the one that marks the end included. */
export const MAX_ARGS = 128;

/**
 * Cuts a command line into words as Asterisk does.
 *
 * Blanks and tabs part words. `"` switches quoting on and off anywhere in a word, `\` takes the next
 * character as it is, in quotes and outside. A word that begins with a character is dropped when
 * there is no place left; one that begins with a quote is not, and that is where Asterisk writes
 * beyond its table.
 *
 * @throws {RangeError} If the words are more than the places: an Asterisk would crash, or worse.
 */
export function parseArgs(line: string): string[] {
  const words: string[] = [];
  let between = true;
  let quoted = false;
  let escaped = false;
  for (const character of line) {
    if (character === '"' && !escaped) {
      quoted = !quoted;
      if (quoted && between) {
        words.push("");
        between = false;
      }
    } else if (isBlank(character) && !quoted && !escaped) {
      between = true;
    } else if (character === "\\" && !escaped) {
      escaped = true;
    } else {
      escaped = false;
      if (between && words.length >= MAX_ARGS - 1) continue;
      if (between) words.push("");
      between = false;
      words[words.length - 1] += character;
    }
  }
  if (words.length >= MAX_ARGS) {
    throw new RangeError(
      `Cannot hold ${words.length} words: Asterisk has ${MAX_ARGS} places, one of them for the end`,
    );
  }
  return words;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}
