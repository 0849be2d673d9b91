import { parseArgs } from "../protocol/split_words.ts";

/** The random texts that this library sends, other ones in each call. */
const TOKEN = /tipring-[0-9a-f-]{36}/g;

/** A command that only looks for its own echo. */
const FENCE = /^GET FULL VARIABLE "?(tipring-[0-9a-f-]{36})"?$/;

/** The random texts in a line. */
export function tokensOf(line: string): string[] {
  return line.match(TOKEN) ?? [];
}

/** The text that a line is to be echoed by Asterisk, if it is sent for that alone. */
export function fenceOf(line: string): string | undefined {
  return FENCE.exec(line)?.[1];
}

/**
 * Whether two lines are the same command: the same words, however they are quoted, and whatever the
 * random texts in them are. Where `masked`, a `*` of the first stands for any digit.
 */
export function sameCommand(recorded: string, actual: string, masked: boolean): boolean {
  const expected = wordsOf(recorded);
  const words = wordsOf(actual);
  return expected.length === words.length &&
    expected.every((word, at) => sameWord(word, words[at] ?? "", masked));
}

function sameWord(recorded: string, actual: string, masked: boolean): boolean {
  if (recorded === actual) return true;
  if (!masked || recorded.length !== actual.length) return false;
  return Array.from(recorded).every((character, at) => {
    const other = actual.charAt(at);
    return character === other || (character === "*" && /[0-9A-D#]/.test(other));
  });
}

/** The verb is the same in small letters. */
function wordsOf(line: string): string[] {
  let words: string[];
  try {
    words = parseArgs(line.replaceAll(TOKEN, "tipring-token"));
  } catch {
    words = [line]; // More words than Asterisk can take.
  }
  const [verb = "", ...args] = words;
  return [verb.toUpperCase(), ...args];
}
