import { joinBytes } from "../protocol/join_bytes.ts";
import { maskDigits, quoteForMessage } from "../protocol/text.ts";
import { unescape } from "./escape.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** One line of a capture. */
export type CaptureEntry =
  /** A note, e.g. `AGISTATUS=SUCCESS`. */
  | { readonly kind: "comment"; readonly text: string }
  /** The time since the connection was accepted. */
  | { readonly kind: "time"; readonly seconds: number }
  /** Bytes that Asterisk wrote, up to a newline or the end of the chunk. */
  | { readonly kind: "received"; readonly bytes: Bytes }
  /** Bytes that the AGI wrote, up to a newline or the end of the chunk. */
  | { readonly kind: "sent"; readonly bytes: Bytes };

/** What the AGI wrote without waiting for Asterisk, and what Asterisk wrote in response. */
export interface CaptureExchange {
  readonly sent: Bytes;
  readonly received: Bytes;
}

/** A captured conversation. */
export interface Capture {
  /** The name of its file, without the extension. */
  readonly name: string;
  /** The texts of all comments. */
  readonly comments: readonly string[];
  /** All entries, in order. */
  readonly entries: readonly CaptureEntry[];
  /** The exchanges. The first has what Asterisk wrote by itself, usually the environment. */
  readonly exchanges: readonly CaptureExchange[];
  /** All bytes that Asterisk wrote. */
  readonly received: Bytes;
  /** All bytes that the AGI wrote. */
  readonly sent: Bytes;
}

/**
 * Parses the text of a capture; see docs/recordings.md.
 *
 * @throws {TypeError} If a line is malformed.
 */
export function parseCapture(name: string, text: string): Capture {
  return captureOf(name, text.split("\n").filter((line) => line !== "").map(parseEntry));
}

/** Makes a capture of its entries. */
export function captureOf(name: string, entries: readonly CaptureEntry[]): Capture {
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
      throw new TypeError(
        `Invalid line ${quoteForMessage(maskDigits(line))} in a recording: ` +
          'must start with "# ", "< " or "> "',
      );
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
  return joinBytes(entries.flatMap((entry) => entry.kind === kind ? [entry.bytes] : []));
}
