import { fromBytes, toBytes } from "../protocol/binary.ts";
import { DigitMask } from "./digit_mask.ts";
import { escape } from "./escape.ts";

/** The time is recorded after a pause of at least this many milliseconds. */
const PAUSE = 50;

/** How much of an incomplete line is buffered for masking. */
const MAX_LINE = 64 * 1024;

/** Maximum length of a comment, in characters. */
const MAX_COMMENT = 400;

/** Comments that `replay` interprets. */
export const NOTES = {
  masked: "digits are masked",
  closing: "responder shuts down its sending side",
  closed: "EOF: Asterisk closed the connection",
  "given up": "responder closes the connection",
  lost: "connection lost",
} as const;

/** Options of {@linkcode RecordingTranscript}. */
export interface TranscriptOptions {
  /** Receives the text, in complete lines. */
  write: (text: string) => void;
  /** Whether to mask the digits that the caller enters. */
  maskDigits?: boolean;
  /** Whether to keep single keys all the same, see {@linkcode DigitMask}. */
  keepKeys?: boolean;
  /** The clock, in milliseconds; by default that of the machine. */
  now?: () => number;
}

/** The direction of bytes. */
type Direction = "received" | "sent";

const SIGNS: Readonly<Record<Direction, string>> = { received: "<", sent: ">" };

/** Writes a conversation in the format of docs/recordings.md, as it happens. */
export class RecordingTranscript {
  #write: (text: string) => void;
  #mask: DigitMask | undefined;
  #now: () => number;
  #begun: number;
  #last: number;
  /** Incomplete lines, buffered for masking. */
  #parts: Record<Direction, string> = { received: "", sent: "" };

  /** Starts a transcript at time 0. */
  constructor(
    { write, maskDigits = false, keepKeys = false, now = () => performance.now() }:
      TranscriptOptions,
  ) {
    this.#write = write;
    this.#now = now;
    this.#begun = this.#last = now();
    if (!maskDigits) return;
    this.#mask = new DigitMask({ keepKeys });
    this.note(NOTES.masked);
  }

  /** Records bytes from Asterisk. */
  received(bytes: Uint8Array): void {
    this.#add("received", bytes);
  }

  /** Records bytes from the AGI. */
  sent(bytes: Uint8Array): void {
    this.#add("sent", bytes);
  }

  /** Records a comment. */
  note(text: string): void {
    const payload = escape(new TextEncoder().encode(text.slice(0, MAX_COMMENT)));
    this.#write(`# ${payload}\n`);
  }

  /** Writes buffered lines. */
  end(): void {
    for (const direction of ["received", "sent"] as const) {
      const rest = this.#parts[direction];
      this.#parts[direction] = "";
      if (rest !== "") this.#writeLine(direction, this.#masked(direction, rest));
    }
  }

  #add(direction: Direction, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#noteTime();
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(0x0a, at);
      const end = newline < 0 ? bytes.length : newline + 1;
      this.#addPiece(direction, bytes.subarray(at, end), newline >= 0);
      at = end;
    }
  }

  #addPiece(direction: Direction, piece: Uint8Array, whole: boolean): void {
    if (this.#mask === undefined) return this.#writeLine(direction, piece);
    let line = this.#parts[direction] + fromBytes(piece);
    const complete = whole || line.length > MAX_LINE;
    if (complete) {
      this.#writeLine(direction, this.#masked(direction, line));
      line = "";
    }
    this.#parts[direction] = line;
  }

  #masked(direction: Direction, line: string): Uint8Array {
    return toBytes(this.#mask?.[direction](line) ?? line);
  }

  #writeLine(direction: Direction, bytes: Uint8Array): void {
    this.#write(`${SIGNS[direction]} ${escape(bytes)}\n`);
  }

  #noteTime(): void {
    const now = this.#now();
    if (now - this.#last >= PAUSE) {
      this.#write(`# t=+${((now - this.#begun) / 1000).toFixed(2)}\n`);
    }
    this.#last = now;
  }
}
