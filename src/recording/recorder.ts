import type { AudioTap } from "../audio/audio_tap.ts";
import type { CallInfo } from "../events.ts";
import type { TappedDuplex } from "../server/options.ts";
import type { Duplex } from "../transport/duplex.ts";
import { teeDuplex } from "../transport/tee.ts";
import { Retention } from "./retention.ts";
import { createNumberedFile, RecordingFile } from "./recording_file.ts";
import { NOTES, RecordingTranscript } from "./transcript.ts";
import { WavRecording } from "./wav_recording.ts";

/** How much of the environment is searched for the unique ID. */
const MAX_ENVIRONMENT = 64 * 1024;

/** Maximum length of the unique ID in a file name. */
const MAX_ID = 64;

/** Options of {@linkcode Recorder}. */
export interface RecorderOptions {
  /**
   * Whether to keep the audio that handlers open, in a stereo WAV file for each opening: the caller on
   * the left, the handler on the right. The default is `false`.
   */
  audio?: boolean;
  /** Whether to mask the digits that callers enter. The default is `false`. */
  maskDigits?: boolean;
  /** Whether to keep single keys, as in a menu, when digits are masked. The default is `false`. */
  keepKeys?: boolean;
  /**
   * Maximum size of all recordings in the folder in bytes, including those of other processes. Beyond
   * it, the oldest are deleted. The default is `Infinity`.
   */
  maxBytes?: number;
  /**
   * Maximum age of a recording in milliseconds, counted from the beginning of its call. Older ones are
   * deleted at the start and when a later recording ends. The default is `Infinity`.
   */
  maxAge?: number;
  /** Called for each call that cannot be recorded, or not completely. */
  onError?: (error: Error, call: Pick<CallInfo, "id" | "peer">) => void;
}

/** The files of a call. */
interface CallFiles {
  readonly file: RecordingFile;
  readonly wavs: readonly WavRecording[];
  /** The path of the file without its ending, once that exists. */
  readonly base: PromiseWithResolvers<string>;
}

/**
 * Records calls into a folder, one file per call, in the format of docs/recordings.md. A slow or
 * full disk can lose a recording, but never affects a call.
 */
export class Recorder {
  #folder: string;
  #options: RecorderOptions;
  #open = new Set<Promise<void>>();
  #retention: Retention | undefined;

  /**
   * Creates the folder if it does not exist.
   *
   * @throws {Error} If the folder cannot be created, or is not writable.
   * @throws {RangeError} If `maxBytes` or `maxAge` is less than 1.
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
    const { maxBytes = Infinity, maxAge = Infinity } = options;
    if (maxBytes !== Infinity || maxAge !== Infinity) {
      this.#retention = new Retention(folder, { maxBytes, maxAge });
    }
  }

  /** Wraps a connection to record it. A connection that never becomes a call leaves no file. */
  tap(duplex: Duplex, call: Pick<CallInfo, "id" | "peer">): TappedDuplex {
    const { onError, maskDigits = false, keepKeys = false } = this.#options;
    const fail = (error: Error) => onError?.(error, call);
    const file = new RecordingFile(fail);
    const begun = new Date();
    const transcript = new RecordingTranscript({
      write: (text) => file.write(text),
      maskDigits,
      keepKeys,
    });
    transcript.note(`call of ${call.peer ?? "a script"}, begun at ${begun.toISOString()}`);
    const time = begun.toISOString().replaceAll(/[-:]/g, "");
    let name: string | undefined;
    const base = Promise.withResolvers<string>();
    base.promise.catch(() => {});
    const wavs: WavRecording[] = [];
    const finder = new UniqueIdFinder((id) => {
      name = `${time}-${id}`;
      this.#retention?.begin(name);
      const path = `${this.#folder}/${name}`;
      file.open(async () => {
        const created = await createNumberedFile(path);
        base.resolve(created.base);
        return created.file;
      });
    });
    const tapped = teeDuplex(duplex, {
      received(bytes) {
        transcript.received(bytes);
        finder.push(bytes);
      },
      sent: (bytes) => transcript.sent(bytes),
      closing: () => transcript.note(NOTES.closing),
      ended: (why) => {
        transcript.end();
        transcript.note(why instanceof Error ? `${NOTES.lost}: ${why.message}` : NOTES[why]);
        const closing = this.#close({ file, wavs, base }, name);
        this.#open.add(closing);
        closing.finally(() => this.#open.delete(closing));
      },
    });
    if (this.#options.audio !== true) return tapped;
    const audio: AudioTap = {
      open(rate) {
        const number = wavs.length + 1;
        const path = async () => `${await base.promise}.${number}.wav`;
        const wav = new WavRecording({ rate, path, onError: fail });
        wavs.push(wav);
        return wav;
      },
    };
    return Object.assign(tapped, { audio });
  }

  async #close({ file, wavs, base }: CallFiles, name: string | undefined): Promise<void> {
    await file.end();
    base.reject(new Error("Recording the audio failed: the call has no other recording"));
    await Promise.all(wavs.map((wav) => wav.close()));
    const bytes = wavs.reduce((sum, { length }) => sum + length, file.length);
    if (name !== undefined) await this.#retention?.end(name, bytes);
  }

  /** Resolves when the recordings of all ended calls are written. */
  async flush(): Promise<void> {
    await Promise.all(this.#open);
  }
}

/** Waits for the environment and extracts the unique ID for the file name. */
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
    // The ID comes from outside: a "/" in it must not lead out of the folder.
    found(id.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, MAX_ID) || "unknown");
  }
}
