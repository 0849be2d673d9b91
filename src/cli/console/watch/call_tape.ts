import { DigitMask } from "../../../recording/digit_mask.ts";
import { NOTES } from "../../../recording/transcript.ts";
import type { Duplex } from "../../../transport/duplex.ts";
import { teeDuplex } from "../../../transport/tee.ts";
import type { Watcher } from "../../../transport/watcher.ts";
import type { Piece } from "./call_report.ts";

/** Maximum size of one recording, in bytes. */
const MAX_LENGTH = 64 * 1024;

/** Maximum number of pieces of one recording. */
const MAX_PIECES = 2000;

/** Maximum length of an incomplete line that waits to be masked, in bytes. */
const MAX_LINE = 64 * 1024;

/** Noted where a recording ends early. */
export const CUT = "recording stopped: the console keeps no more of this call";

// A static import of a module of Node would slow down the start of each script.
const { Buffer } = process.getBuiltinModule("node:buffer");

/** The direction of bytes. */
type Direction = "received" | "sent";

/** Options of {@linkcode CallTape}. */
export interface CallTapeOptions {
  /** Whether to mask the digits that callers enter before a piece is passed on. */
  maskDigits: boolean;
  /** Gets each piece. Returns whether it takes more. */
  onPiece: (piece: Piece) => boolean;
}

/** Records the bytes of one connection, piece by piece. */
export class CallTape {
  #mask: DigitMask | undefined;
  /** Incomplete lines that wait to be masked. */
  #parts: Record<Direction, string> = { received: "", sent: "" };
  #count = 0;
  #length = 0;
  #isCut = false;
  #onPiece: CallTapeOptions["onPiece"];

  /** Starts before the first byte. */
  constructor({ maskDigits, onPiece }: CallTapeOptions) {
    if (maskDigits) this.#mask = new DigitMask();
    this.#onPiece = onPiece;
  }

  /** The number of pieces so far: where the bytes of the next command begin. */
  get count(): number {
    return this.#count;
  }

  /** Passes pieces to another receiver from now on. */
  set onPiece(onPiece: CallTapeOptions["onPiece"]) {
    this.#onPiece = onPiece;
  }

  /** Records what an AGI server receives and sends. `onEnd` is called when its connection ends. */
  tap(duplex: Duplex, onEnd: () => void): Duplex {
    return teeDuplex(duplex, {
      received: (bytes) => this.#add("received", bytes),
      sent: (bytes) => this.#add("sent", bytes),
      closing: () => this.#note(NOTES.closing),
      ended: (why) => {
        this.#note(why instanceof Error ? NOTES.lost : NOTES[why]);
        onEnd();
      },
    });
  }

  /** Records what Asterisk receives and sends. */
  tapAsterisk(duplex: Duplex): Duplex {
    const watcher: Watcher = {
      received: (bytes) => this.#add("sent", bytes),
      sent: (bytes) => this.#add("received", bytes),
      closing: () => this.#note(NOTES.closed),
      ended: (why) => {
        if (why === "closed") this.#note(NOTES.closing);
      },
    };
    return teeDuplex(duplex, watcher);
  }

  #add(kind: Direction, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#isCut || bytes.length === 0) return;
    if (this.#length + bytes.length > MAX_LENGTH || this.#count >= MAX_PIECES) {
      this.#note(CUT);
      this.#isCut = true;
      return;
    }
    this.#length += bytes.length;
    const text = binary(bytes);
    const shown = this.#mask === undefined ? text : this.#masked(kind, text);
    if (shown !== "") this.#pass({ kind, text: shown, at: performance.now() });
  }

  /** The complete lines, masked; an incomplete one waits for its rest. */
  #masked(direction: Direction, text: string): string {
    const all = this.#parts[direction] + text;
    const end = all.length > MAX_LINE ? all.length : all.lastIndexOf("\n") + 1;
    this.#parts[direction] = all.slice(end);
    return this.#maskLines(direction, all.slice(0, end));
  }

  #maskLines(direction: Direction, lines: string): string {
    return lines.match(/[^\n]*\n|[^\n]+$/g)
      ?.map((line) => this.#mask?.[direction](line) ?? line).join("") ?? "";
  }

  #note(text: string): void {
    if (this.#isCut) return;
    for (const kind of ["received", "sent"] as const) {
      const rest = this.#maskLines(kind, this.#parts[kind]);
      this.#parts[kind] = "";
      if (rest !== "") this.#pass({ kind, text: rest, at: performance.now() });
    }
    this.#pass({ kind: "note", text, at: performance.now() });
  }

  #pass(piece: Piece): void {
    this.#count++;
    if (!this.#onPiece(piece)) this.#isCut = true;
  }
}

/** A binary string in one piece; one that is joined of characters takes 32 bytes for each. */
function binary(bytes: Uint8Array<ArrayBuffer>): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
