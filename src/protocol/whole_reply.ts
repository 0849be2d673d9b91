import type { Reply } from "../command.ts";
import type { ReplyShape } from "./reply.ts";
import { decodeText } from "./text.ts";

/** What nearly every reply begins with. */
const BEGINNING = new TextEncoder().encode("200 result=");

/** The most bytes of a text that surely came in one packet with whatever follows it. */
const ONE_PIECE = 1400;

const NEWLINE = 0x0a;

/**
 * Reads a chunk that is one whole reply of status 200 and nothing else, as nearly every chunk is.
 * Returns `undefined` for all others: they are for a `ReplyReader`, and so is a reply whose end cannot
 * be seen.
 */
export function readWholeReply(
  { freeText, usageFollows, sentinel }: ReplyShape,
  chunk: Uint8Array,
): Reply | undefined {
  const last = chunk.length - 1;
  if (last < BEGINNING.length || last > ONE_PIECE) return undefined;
  for (let at = 0; at < BEGINNING.length; at++) if (chunk[at] !== BEGINNING[at]) return undefined;
  if (chunk.indexOf(NEWLINE, BEGINNING.length) !== last) return undefined;
  const line = decodeText(chunk.subarray(0, last));
  const blank = line.indexOf(" ", BEGINNING.length);
  const result = line.slice(BEGINNING.length, blank < 0 ? undefined : blank);
  const text = blank < 0 ? "" : line.slice(blank + 1);
  if (result !== "" && result === usageFollows) return undefined;
  if (text.startsWith("(")) {
    const end = freeText || sentinel !== undefined ? `${sentinel ?? ""})` : "";
    if (!text.endsWith(end)) return undefined;
  }
  return { status: 200, result, text };
}
