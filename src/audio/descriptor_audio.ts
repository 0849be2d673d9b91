import { AgiAudioError } from "../errors.ts";
import { CallerAudio } from "./_caller_audio.ts";
import { type ScriptAudio, type ScriptAudioFormat, scriptAudioFormat } from "./script_audio.ts";

/** Where Asterisk sends the caller's audio to a script that `EAGI()` runs. */
const DESCRIPTOR = "/dev/fd/3";

/** The length of a chunk in bytes: 20 ms at 8 kHz. */
const CHUNK_BYTES = 320;

/** Maximum audio kept for a reader, in bytes: 16 s at 8 kHz. */
const MAX_BYTES = 256 * 1024;

/** What a pipe holds. */
const PIPE_BYTES = 64 * 1024;

/** The pause between reads while nothing waits for the audio, in milliseconds. */
const IDLE = 250;

/** Options of {@linkcode DescriptorAudio}. */
export interface DescriptorAudioOptions {
  /** Reads `EAGI_AUDIO_FORMAT`; `null` if it is not set. */
  readonly readFormat: () => Promise<string | null>;
  /** The path of the pipe; that of descriptor 3 by default. */
  readonly path?: string;
}

/**
 * The caller's audio on descriptor 3. The pipe is read although no handler reads the stream: for
 * each frame that a full pipe can't take, Asterisk logs a warning, 50 each second.
 */
export class DescriptorAudio implements ScriptAudio {
  #options: DescriptorAudioOptions;
  #caller = new CallerAudio({
    frameBytes: CHUNK_BYTES,
    maxFrames: Math.floor(MAX_BYTES / CHUNK_BYTES),
    onWait: () => this.#hurry(),
  });
  #target: ((audio: Uint8Array) => void) | undefined;
  #opening: Promise<Deno.FsFile> | undefined;
  #wake: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  /** Begins to read the pipe after a short time, or when the stream is read. */
  constructor(options: DescriptorAudioOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#start(), IDLE);
  }

  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#caller.readable;
  }

  async format(): Promise<ScriptAudioFormat> {
    return scriptAudioFormat(await this.#options.readFormat());
  }

  /**
   * Sends the audio to a function instead of the stream, from now on. The bytes are valid only
   * during its call. The result ends that.
   *
   * @throws {AgiAudioError} If the stream has a reader, or descriptor 3 can't be opened.
   */
  async redirect(target: (audio: Uint8Array) => void): Promise<Disposable> {
    if (this.readable.locked) {
      throw new AgiAudioError(
        "Opening audio failed: request.audio has a reader (release it, or read the opened audio)",
      );
    }
    await this.#start();
    this.#target = target;
    this.#hurry();
    return { [Symbol.dispose]: () => void (this.#target = undefined) };
  }

  /** Ends the stream. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#wake?.();
    this.#caller.end();
    this.#opening?.then((file) => file.close(), () => {});
  }

  #hurry(): void {
    if (this.#over) return;
    this.#start();
    this.#wake?.();
  }

  /** Opens the pipe, once, and begins to read it. */
  #start(): Promise<Deno.FsFile> {
    if (this.#opening === undefined) {
      clearTimeout(this.#timer);
      this.#opening = openPipe(this.#options.path ?? DESCRIPTOR);
      this.#opening.then((file) => this.#read(file), (error) => this.#caller.end(error));
    }
    return this.#opening;
  }

  async #read(file: Deno.FsFile): Promise<void> {
    const buffer = new Uint8Array(PIPE_BYTES);
    try {
      while (!this.#over) {
        const count = await file.read(buffer);
        if (count === null || this.#over) break;
        const audio = buffer.subarray(0, count);
        if (this.#target === undefined) this.#caller.push(audio);
        else this.#target(audio);
        await this.#pause();
      }
    } catch {
      // Closed.
    }
    this.end();
  }

  /** Waits a moment, unless something waits for the audio. */
  async #pause(): Promise<void> {
    if (this.#over || this.#target !== undefined || this.#caller.waiting) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, IDLE);
    });
    this.#wake = undefined;
    clearTimeout(this.#timer);
  }
}

async function openPipe(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if ((await file.stat()).isFifo) return file;
    file.close();
    throw new TypeError("descriptor 3 is not a pipe (run the script by EAGI() in the dialplan)");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : `${cause}`;
    throw new AgiAudioError(`Opening audio failed: ${why}${permissionHint(cause)}`, { cause });
  }
}

/** What to do about an error that a missing permission of Deno has caused. */
export function permissionHint(cause: unknown): string {
  return cause instanceof Deno.errors.NotCapable
    ? " (run the script with -A; for an executable, deno task compile -A)"
    : "";
}

/** Where all copies of the library in this process find the audio of the script. */
const KEY = Symbol.for("tipring.scriptAudio");

/** What the process has on descriptor 3. */
type Holder = { [KEY]?: DescriptorAudio | undefined };

/** The audio of the script that this process runs, if its call has any. */
export function currentScriptAudio(): DescriptorAudio | undefined {
  return (globalThis as Holder)[KEY];
}

/** Begins the audio of the script that this process runs; it ends when the result is disposed. */
export function beginScriptAudio(options: DescriptorAudioOptions): DescriptorAudio & Disposable {
  const audio = new DescriptorAudio(options);
  (globalThis as Holder)[KEY] = audio;
  return Object.assign(audio, {
    [Symbol.dispose]() {
      audio.end();
      delete (globalThis as Holder)[KEY];
    },
  });
}
