import { toBytes } from "../../../protocol/binary.ts";
import { RecordingTranscript } from "../../../recording/transcript.ts";
import type { Piece } from "../watch/call_report.ts";
import { CUT } from "../watch/call_tape.ts";
import type { MemoryUse } from "./memory_use.ts";

/** An estimate of the overhead of a piece, in bytes. */
const PIECE_BYTES = 100;

/**
 * The bytes of a call in memory. They are formatted, and digits masked, only on request: most
 * calls are never looked at.
 */
export class CallRecording {
  #memory: MemoryUse;
  #maskDigits: boolean;
  #pieces: Piece[] = [];
  #length = 0;
  #isCut = false;

  /** Starts a recording that counts against `memory`. */
  constructor({ memory, maskDigits }: { memory: MemoryUse; maskDigits: boolean }) {
    this.#memory = memory;
    this.#maskDigits = maskDigits;
  }

  /** The recording so far, in the format of docs/recordings.md. */
  get text(): string {
    return this.#format().text;
  }

  /** The part of the text from a piece to the next one of interest, or to the end. */
  part(from: number, to?: number): string {
    const { text, offsets } = this.#format();
    return text.slice(offsets[from] ?? text.length, to === undefined ? undefined : offsets[to]);
  }

  /** Adds a piece. Returns whether it takes more. */
  add(piece: Piece): boolean {
    if (this.#isCut) return false;
    this.#isCut = this.#memory.full;
    this.#keep(this.#isCut ? { kind: "note", at: piece.at, text: CUT } : piece);
    return !this.#isCut;
  }

  /** Forgets the recording. */
  free(): void {
    this.#memory.add(-this.#length);
    this.#length = 0;
    this.#pieces = [];
    this.#isCut = true;
  }

  #keep(piece: Piece): void {
    const bytes = piece.text.length + PIECE_BYTES;
    this.#pieces.push(piece);
    this.#length += bytes;
    this.#memory.add(bytes);
  }

  #format(): { text: string; offsets: number[] } {
    let text = "";
    let now = this.#pieces[0]?.at ?? 0;
    const transcript = new RecordingTranscript({
      write: (part) => text += part,
      maskDigits: this.#maskDigits,
      now: () => now,
    });
    const offsets = this.#pieces.map((piece) => {
      const offset = text.length;
      now = piece.at;
      if (piece.kind === "note") {
        transcript.end();
        transcript.note(piece.text);
      } else transcript[piece.kind](toBytes(piece.text));
      return offset;
    });
    return { text, offsets };
  }
}
