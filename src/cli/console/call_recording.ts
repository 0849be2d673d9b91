import type { Duplex } from "../../transport/duplex.ts";
import { teeDuplex } from "../../transport/tee.ts";
import { NOTES, RecordingTranscript } from "../../recording/transcript.ts";
import { unescape } from "../../recording/escape.ts";
import { fromBytes, toText } from "../../protocol/binary.ts";
import type { MemoryUse } from "./memory_use.ts";

/** The most characters of one recording. */
const MAX_LENGTH = 64 * 1024;

/** Written where a recording ends early. */
const CUT = "# recording stopped: the console keeps no more of this call\n";

/** The most bytes of the environment that are read for the caller's name. */
const MAX_ENVIRONMENT = 16 * 1024;

/** The bytes of a call in memory, in the format of docs/recordings.md. */
export class CallRecording {
  #memory: MemoryUse;
  #transcript: RecordingTranscript;
  #text = "";
  #isCut = false;

  /** Starts a recording that counts against `memory`. */
  constructor({ memory, maskDigits }: { memory: MemoryUse; maskDigits: boolean }) {
    this.#memory = memory;
    this.#transcript = new RecordingTranscript({ write: (text) => this.#add(text), maskDigits });
  }

  /** The recording so far. */
  get text(): string {
    return this.#text;
  }

  /** The length so far: where the bytes of the next command begin. */
  get length(): number {
    return this.#text.length;
  }

  /** Records what an AGI server receives and sends. `onEnd` is called when its connection ends. */
  tap(duplex: Duplex, onEnd: () => void): Duplex {
    return teeDuplex(duplex, {
      received: (bytes) => this.#transcript.received(bytes),
      sent: (bytes) => this.#transcript.sent(bytes),
      closing: () => this.#transcript.note(NOTES.closing),
      ended: (why) => {
        this.#transcript.end();
        this.#transcript.note(why instanceof Error ? NOTES.lost : NOTES[why]);
        onEnd();
      },
    });
  }

  /** Records what Asterisk receives and sends. */
  tapAsterisk(duplex: Duplex): Duplex {
    return teeDuplex(duplex, {
      received: (bytes) => this.#transcript.sent(bytes),
      sent: (bytes) => this.#transcript.received(bytes),
      closing: () => this.#transcript.note(NOTES.closed),
      ended: (why) => {
        if (why === "closed") this.#transcript.note(NOTES.closing);
      },
    });
  }

  /** Returns a line of the environment, such as `agi_callerid`; `""` if there is none. */
  field(name: string): string {
    const head = this.#text.slice(0, MAX_ENVIRONMENT);
    const [, value = ""] = new RegExp(`^< ${name}: (.*?)(?:\\\\n)?$`, "m").exec(head) ?? [];
    return toText(fromBytes(unescape(value)));
  }

  /** Forgets the recording. */
  free(): void {
    this.#memory.add(-this.#text.length);
    this.#text = "";
    this.#isCut = true;
  }

  #add(text: string): void {
    if (this.#isCut) return;
    if (this.#memory.full || this.#text.length + text.length > MAX_LENGTH) {
      this.#isCut = true;
      text = CUT;
    }
    this.#text += text;
    this.#memory.add(text.length);
  }
}
