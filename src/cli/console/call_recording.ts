import { fromBytes, toText } from "../../protocol/binary.ts";
import { NOTES, RecordingTranscript } from "../../recording/transcript.ts";
import type { Duplex } from "../../transport/duplex.ts";
import { teeDuplex } from "../../transport/tee.ts";
import type { Watcher } from "../../transport/watcher.ts";
import type { MemoryUse } from "./memory_use.ts";

/** Maximum size of one recording, in bytes. */
const MAX_LENGTH = 64 * 1024;

/** An estimate of the overhead of a piece, in bytes. */
const PIECE_BYTES = 100;

/** Written where a recording ends early. */
const CUT = "recording stopped: the console keeps no more of this call";

/** Maximum size of the environment read for the caller's name, in bytes. */
const MAX_ENVIRONMENT = 16 * 1024;

/** Something to record, and when it came, in milliseconds. */
type Piece =
  & { readonly at: number }
  & (
    | { readonly kind: "received" | "sent"; readonly bytes: Uint8Array }
    | { readonly kind: "note"; readonly text: string }
  );

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

  /** The number of pieces so far: where the bytes of the next command begin. */
  get count(): number {
    return this.#pieces.length;
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

  /** Returns lines of the environment by their names, such as `agi_callerid`; `""` for none. */
  fields<Name extends string>(...names: Name[]): Record<Name, string> {
    let head = "";
    for (const piece of this.#pieces) {
      if (piece.kind !== "received" || head.length > MAX_ENVIRONMENT) break;
      head += fromBytes(piece.bytes);
    }
    const entries = names.map((name) => {
      const at = head.indexOf(`\n${name}: `);
      const end = head.indexOf("\n", at + 1);
      const value = at < 0 ? "" : head.slice(at + name.length + 3, end < 0 ? undefined : end);
      return [name, toText(value)] as const;
    });
    return Object.fromEntries(entries) as Record<Name, string>;
  }

  /** Forgets the recording. */
  free(): void {
    this.#memory.add(-this.#length);
    this.#length = 0;
    this.#pieces = [];
    this.#isCut = true;
  }

  #add(kind: "received" | "sent", bytes: Uint8Array): void {
    if (this.#isCut) return;
    if (this.#memory.full || this.#length + bytes.length > MAX_LENGTH) {
      this.#note(CUT);
      this.#isCut = true;
      return;
    }
    // The bytes are valid only now.
    this.#keep({ kind, bytes: bytes.slice(), at: performance.now() }, bytes.length);
  }

  #note(text: string): void {
    if (!this.#isCut) this.#keep({ kind: "note", text, at: performance.now() }, 0);
  }

  #keep(piece: Piece, bytes: number): void {
    this.#pieces.push(piece);
    this.#length += bytes + PIECE_BYTES;
    this.#memory.add(bytes + PIECE_BYTES);
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
      } else transcript[piece.kind](piece.bytes);
      return offset;
    });
    return { text, offsets };
  }
}
