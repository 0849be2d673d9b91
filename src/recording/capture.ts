import { unescape } from "./escape.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One line of a capture. */
export type CaptureEntry =
  /** What the one who captured it noted, e.g. `AGISTATUS=SUCCESS`. */
  | { readonly kind: "comment"; readonly text: string }
  /** So many seconds had passed since the connection was accepted. */
  | { readonly kind: "time"; readonly seconds: number }
  /** Bytes that Asterisk wrote, up to a newline, or to the end of what was read at once. */
  | { readonly kind: "received"; readonly bytes: Bytes }
  /** Bytes that the AGI wrote, in the same way. */
  | { readonly kind: "sent"; readonly bytes: Bytes };

/** All that the AGI wrote until Asterisk wrote something, and all that Asterisk wrote then. */
export interface CaptureExchange {
  readonly sent: Bytes;
  readonly received: Bytes;
}

/** One captured conversation. */
export interface Capture {
  /** The name of its file, without the ending. */
  readonly name: string;
  /** The texts of all comments. */
  readonly comments: readonly string[];
  /** Everything, in order. */
  readonly entries: readonly CaptureEntry[];
  /** The first holds what Asterisk wrote by itself: the environment, mostly, and nothing sent. */
  readonly exchanges: readonly CaptureExchange[];
  /** All that Asterisk wrote. */
  readonly received: Bytes;
  /** All that the AGI wrote. */
  readonly sent: Bytes;
}

/**
 * Reads the text of a capture, see docs/recordings.md.
 *
 * @throws {TypeError} If a line is none of a capture.
 */
export function parseCapture(name: string, text: string): Capture {
  const entries = text.split("\n").filter((line) => line !== "").map(parseEntry);
  return {
    name,
    comments: entries.flatMap((entry) => entry.kind === "comment" ? [entry.text] : []),
    entries,
    exchanges: exchangesOf(entries),
    received: bytesOf(entries, "received"),
    sent: bytesOf(entries, "sent"),
  };
}

function parseEntry(line: string): CaptureEntry {
  const text = line.slice(2);
  switch (line.slice(0, 2)) {
    case "# ": {
      const [, seconds] = /^t=\+(\d+\.\d+)$/.exec(text) ?? [];
      if (seconds !== undefined) return { kind: "time", seconds: Number(seconds) };
      return { kind: "comment", text };
    }
    case "< ":
      return { kind: "received", bytes: unescape(text) };
    case "> ":
      return { kind: "sent", bytes: unescape(text) };
    default:
      throw new TypeError(`Cannot read ${JSON.stringify(line)}: it is no line of a capture`);
  }
}

function exchangesOf(entries: readonly CaptureEntry[]): CaptureExchange[] {
  const exchanges: CaptureEntry[][] = [[]];
  let last: CaptureEntry["kind"] = "received";
  for (const entry of entries) {
    if (entry.kind !== "sent" && entry.kind !== "received") continue;
    if (entry.kind === "sent" && last === "received") exchanges.push([]);
    exchanges.at(-1)?.push(entry);
    last = entry.kind;
  }
  return exchanges.map((part) => ({
    sent: bytesOf(part, "sent"),
    received: bytesOf(part, "received"),
  }));
}

function bytesOf(entries: readonly CaptureEntry[], kind: "received" | "sent"): Bytes {
  const pieces = entries.flatMap((entry) => entry.kind === kind ? [entry.bytes] : []);
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
