/** Ends a 520 reply. Old versions of Asterisk append it to the last line of the usage text. */
export const USAGE_END = "520 End of proper usage.";

/** Where a reply with free text ends. */
export interface EndOfText {
  /** The index after its last character. */
  readonly end: number;
  /** Whether HANGUP lines follow. */
  readonly hungUp: boolean;
  /** The status of the first refusal that follows; `undefined` if there is none. */
  readonly refusal: number | undefined;
}

/**
 * Finds the end of a reply with free text, all of whose lines arrived before its fence was answered.
 * HANGUP lines may follow it, and refusals of lines that the session did not send. The reply itself
 * ends in `)`, so no line of its text can be taken for one of those.
 */
export function endOfText(lines: string): EndOfText {
  let end = lines.length;
  let hungUp = false;
  let refusal: number | undefined;
  for (let start = lines.lastIndexOf("\n"); start >= 0; start = lines.lastIndexOf("\n", end - 1)) {
    const line = lines.slice(start + 1, end);
    if (line === "HANGUP") hungUp = true;
    else if (line.endsWith(USAGE_END)) start = lines.lastIndexOf("\n520-", start);
    else if (!line.startsWith("510 ") && !line.startsWith("520 ")) break;
    if (line.endsWith(")") || start < 0) break;
    if (line !== "HANGUP") refusal = Number(lines.slice(start + 1, start + 4));
    end = start;
  }
  return { end, hungUp, refusal };
}
