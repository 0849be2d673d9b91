/**
 * Reads the captures in `wire/`: conversations with a real Asterisk, see the README there.
 *
 * @module
 */

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

const FOLDER = new URL("./wire/", import.meta.url);

/** All captures, by name. It needs the permission to read this folder. */
export function readCaptures(): Capture[] {
  return [...Deno.readDirSync(FOLDER)]
    .filter(({ name }) => name.endsWith(".txt"))
    .map(({ name }) => readCapture(name.slice(0, -".txt".length)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The capture of this name. */
export function readCapture(name: string): Capture {
  return parseCapture(name, Deno.readTextFileSync(new URL(`${name}.txt`, FOLDER)));
}

/** Reads the text of a capture. */
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

/** The bytes that a payload stands for: all of it is ASCII, other bytes are written `\xHH`. */
function unescape(payload: string): Bytes {
  const text = payload.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (whole, hex, letter) => {
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    const character = { n: "\n", r: "\r", t: "\t", "\\": "\\" }[letter as string];
    if (character === undefined) throw new TypeError(`Cannot read the escape ${whole}`);
    return character;
  });
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
