import type { Reply } from "../command.ts";
import { ONE_PIECE } from "./lines.ts";
import type { ReplyShape } from "./reply.ts";
import { decodeText } from "./text.ts";

/** Nearly every reply begins with this. */
const BEGINNING = new TextEncoder().encode("200 result=");

const NEWLINE = 0x0a;

/**
 * Fast path for a chunk that is exactly one complete reply with status 200, as nearly every chunk
 * is. Returns `undefined` for any other chunk, and for a reply whose end is not certain: those need
 * a `ReplyReader`.
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
