/** Size of Asterisk's table for the words of a command, including the slot for the terminator. */
export const MAX_ARGS = 128;

/**
 * Splits a command line into words as Asterisk does.
 *
 * Spaces and tabs separate words. `"` toggles quoting anywhere in a word; `\` escapes the next
 * character, inside and outside quotes. When the table is full, Asterisk drops an unquoted word,
 * but stores a quoted one beyond the end of its table.
 *
 * @throws {RangeError} If the words do not fit into the table: Asterisk would corrupt its memory.
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
      `The command has ${words.length} words: Asterisk has room for ${MAX_ARGS - 1}`,
    );
  }
  return words;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}
