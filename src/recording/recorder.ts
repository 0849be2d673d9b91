import type { CallInfo } from "../events.ts";
import type { Duplex } from "../transport/duplex.ts";
import { teeDuplex } from "../transport/tee.ts";
import { createNumberedFile, RecordingFile } from "./recording_file.ts";
import { NOTES, Transcript } from "./transcript.ts";

/** An environment has its end, or the unique id, in so many bytes. */
const MAX_ENVIRONMENT = 64 * 1024;

/** The longest part of a file name that comes from Asterisk. */
const MAX_ID = 64;

/** Options of {@linkcode Recorder}. */
export interface RecorderOptions {
  /** Whether to mask the digits that callers enter. The default is `false`. */
  maskDigits?: boolean;
  /** Whether to keep single keys, as of a menu, where digits are masked. The default is `false`. */
  keepKeys?: boolean;
  /** Told of each call that cannot be recorded, or not to its end. */
  onError?: (error: Error, call: Pick<CallInfo, "id" | "peer">) => void;
}

/**
 * Records calls into a folder, one file each, in the format of docs/recordings.md. A disk that is
 * slow or full costs a recording, and never a call.
 */
export class Recorder {
  #folder: string;
  #options: RecorderOptions;
  #open = new Set<Promise<void>>();

  /**
   * Makes the folder where there is none.
   *
   * @throws {Error} If it cannot be made, or nothing can be written into it.
   */
  constructor(folder: string, options: RecorderOptions = {}) {
    this.#folder = folder;
    this.#options = options;
    try {
      Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
      Deno.removeSync(Deno.makeTempFileSync({ dir: folder }));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot record into ${folder}: ${why}`, { cause });
    }
  }

  /** The same connection, recorded. One on which no call comes leaves no file. */
  tap(duplex: Duplex, call: Pick<CallInfo, "id" | "peer">): Duplex {
    const { onError, maskDigits = false, keepKeys = false } = this.#options;
    const file = new RecordingFile((error) => onError?.(error, call));
    const begun = new Date();
    const transcript = new Transcript({ write: (text) => file.write(text), maskDigits, keepKeys });
    transcript.note(`call of ${call.peer ?? "a script"}, begun at ${begun.toISOString()}`);
    const time = begun.toISOString().replaceAll(/[-:]/g, "");
    const finder = new UniqueIdFinder((id) =>
      file.open(() => createNumberedFile(`${this.#folder}/${time}-${id}`))
    );
    return teeDuplex(duplex, {
      received(bytes) {
        transcript.received(bytes);
        finder.push(bytes);
      },
      sent: (bytes) => transcript.sent(bytes),
      closing: () => transcript.note(NOTES.closing),
      ended: (why) => {
        transcript.end();
        transcript.note(why instanceof Error ? `${NOTES.lost}: ${why.message}` : NOTES[why]);
        const closing = file.end();
        this.#open.add(closing);
        closing.finally(() => this.#open.delete(closing));
      },
    });
  }

  /** Resolves when all calls that have ended are written. */
  async flush(): Promise<void> {
    await Promise.all(this.#open);
  }
}

/** Waits for the environment to be whole, and finds the unique id in it, as part of a file name. */
class UniqueIdFinder {
  #text = "";
  #decoder = new TextDecoder();
  #found: ((id: string) => void) | undefined;

  constructor(found: (id: string) => void) {
    this.#found = found;
  }

  push(bytes: Uint8Array): void {
    if (this.#found === undefined) return;
    this.#text += this.#decoder.decode(bytes, { stream: true });
    if (!this.#text.includes("\n\n") && this.#text.length < MAX_ENVIRONMENT) return;
    const [, id = ""] = /^agi_uniqueid: (.*)$/m.exec(this.#text) ?? [];
    const found = this.#found;
    this.#found = undefined;
    this.#text = "";
    // The id comes from outside: no "/" of it may lead out of the folder.
    found(id.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, MAX_ID) || "unknown");
  }
}
