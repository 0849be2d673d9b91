/** What a real Asterisk played for a `SAY` command. */
export interface SayCapture {
  /** The words after `SAY`: what is said, the text, and of `DATETIME` the format and time zone. */
  readonly words: readonly [verb: string, text: string, format?: string, timezone?: string];
  readonly files: readonly string[];
}

/**
 * Reads `say.txt`: what Asterisk 22.10.1 played in English, in the time zone UTC, by its log. Each
 * line has the words as JSON, then the files.
 */
export async function sayCaptures(): Promise<readonly SayCapture[]> {
  const text = await Deno.readTextFile(new URL("say.txt", import.meta.url));
  return text.trimEnd().split("\n").map((line) => {
    const end = line.indexOf("]", line.lastIndexOf('"')) + 1;
    return { words: JSON.parse(line.slice(0, end)), files: line.slice(end).match(/\S+/g) ?? [] };
  });
}

/** The line that an AGI sends for a capture. */
export function sayLine([verb, text, format, timezone]: SayCapture["words"]): string {
  const more = timezone === undefined ? [] : [format || DEFAULT_FORMAT, timezone];
  return [`SAY ${verb}`, ...[text, "", ...more].map(quote)].join(" ");
}

/** The format of `SAY DATETIME` without one. */
const DEFAULT_FORMAT = "ABdY 'digits/at' IMp";

function quote(word: string): string {
  return `"${word.replaceAll(/["\\]/g, "\\$&")}"`;
}
