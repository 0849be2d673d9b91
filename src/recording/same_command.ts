import { parseArgs } from "../protocol/split_words.ts";

/** The random tokens that this library sends; they differ in each call. */
const TOKEN = /tipring-[0-9a-f-]{36}/g;

/** A fence, see `Exchange`. */
const FENCE = /^GET FULL VARIABLE "?(tipring-[0-9a-f-]{36})"?$/;

/** The random tokens in a line. */
export function tokensOf(line: string): string[] {
  return line.match(TOKEN) ?? [];
}

/** The token of a fence; `undefined` for any other line. */
export function fenceOf(line: string): string | undefined {
  return FENCE.exec(line)?.[1];
}

/**
 * Whether two lines are the same command: the same words, regardless of quoting and of random
 * tokens. If `masked`, a `*` in the recorded line matches any digit.
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

/** Splits a line into words. The first one is in upper case, because verbs ignore case. */
function wordsOf(line: string): string[] {
  let words: string[];
  try {
    words = parseArgs(line.replaceAll(TOKEN, "tipring-token"));
  } catch {
    words = [line]; // More words than Asterisk accepts.
  }
  const [verb = "", ...args] = words;
  return [verb.toUpperCase(), ...args];
}
