import type { Channel } from "../channel.ts";
import { streamFile } from "../commands/playback.ts";
import { AgiAppError, AgiAudioError } from "../errors.ts";
import { within } from "../transport/within.ts";
import { DIGITS } from "./_digits.ts";
import { frameClock, type Ticking } from "./_frame_clock.ts";
import type { AudioEnds, AudioLink } from "./_open_call_audio.ts";

/** Where Asterisk sends the caller's audio to a script that `EAGI()` runs. */
const CALLER_AUDIO = "/dev/fd/3";

/** The timeout for the last frame to be written, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** Enough for the backlog of a pause. */
const READ_BYTES = 8192;

/** The audio of a script. */
export interface EagiAudio {
  /** The sample rate in Hz, as chosen by the dialplan. */
  readonly rate: number;
  /** Makes the link. */
  readonly link: (ends: AudioEnds) => AudioLink;
  /** Resolves when Asterisk stops playing. */
  readonly reply: Promise<number>;
}

/**
 * Prepares the audio of a script: the caller's audio arrives on descriptor 3, and Asterisk plays
 * ours from a FIFO, as a sound file.
 *
 * @throws {AgiAudioError} If the script was not run by `EAGI()`, the audio is encoded, or
 * descriptor 3 or the FIFO can't be opened.
 */
export async function eagiAudio(channel: Channel, exclusive: string): Promise<EagiAudio> {
  if (!channel.environment.enhanced || channel.environment.get("agi_network") === "yes") {
    throw new AgiAudioError(
      "Opening audio failed: there is none on descriptor 3 (run the script by EAGI() in the dialplan)",
    );
  }
  const format = await channel.getVariable("EAGI_AUDIO_FORMAT") ?? "slin";
  const [, kHz] = /^slin(\d+)?$/.exec(format) ?? [];
  if (!/^slin(8|16|24|32|48)?$/.test(format)) {
    throw new AgiAudioError(
      `Opening audio failed: EAGI_AUDIO_FORMAT "${format}" is not possible (set it to slin or slin16)`,
    );
  }
  const rate = kHz === undefined ? 8000 : Number(kHz) * 1000;
  const files = await openFiles(`speech.sln${rate === 8000 ? "" : rate / 1000}`);
  const link = new EagiLink(files);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  promise.catch(() => {});
  return {
    rate,
    reply: promise,
    link(ends) {
      const file = `${files.folder}/speech`;
      link.begin(ends, () => play(channel, file, exclusive)).then(resolve, reject);
      return link;
    },
  };
}

/** Plays the FIFO, to its end or to a key; returns the key. */
async function play(channel: Channel, file: string, exclusive: string): Promise<string | null> {
  const command = { ...streamFile(file, { escapeDigits: DIGITS }), exclusive };
  return (await channel.execute(command, {})).digit;
}

/** What carries the audio: the FIFO has a temporary folder of its own. */
interface EagiFiles {
  readonly caller: Deno.FsFile;
  readonly fifo: Deno.FsFile;
  readonly folder: string;
}

async function openFiles(fifoName: string): Promise<EagiFiles> {
  try {
    await using opened = new AsyncDisposableStack();
    const caller = opened.use(await Deno.open(CALLER_AUDIO));
    const folder = await Deno.makeTempDir({ prefix: "tipring-audio-" });
    opened.defer(() => Deno.remove(folder, { recursive: true }));
    const path = `${folder}/${fifoName}`;
    await makeFifo(path);
    // Opened both ways, so that neither side waits for the other.
    const fifo = opened.use(await Deno.open(path, { read: true, write: true }));
    opened.move();
    return { caller, fifo, folder };
  } catch (cause) {
    if (cause instanceof AgiAudioError) throw cause;
    const why = cause instanceof Error ? cause.message : `${cause}`;
    const hint = cause instanceof Deno.errors.NotCapable
      ? " (run the script with -A; for an executable, deno task compile -A)"
      : "";
    throw new AgiAudioError(`Opening audio failed: ${why}${hint}`, { cause });
  }
}

async function makeFifo(path: string): Promise<void> {
  const command = new Deno.Command("mkfifo", { args: ["-m", "600", path] });
  const { success, stderr } = await command.output();
  if (success) return;
  const why = new TextDecoder().decode(stderr).trim();
  throw new AgiAudioError(`Opening audio failed: mkfifo "${path}" failed: ${why}`);
}

/** Carries audio between two descriptors and the streams of the handler. */
class EagiLink implements AudioLink, Ticking {
  #fifo: Deno.FsFile;
  #caller: Deno.FsFile;
  #folder: string;
  #ends: AudioEnds | undefined;
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(files: EagiFiles) {
    this.#fifo = files.fifo;
    this.#caller = files.caller;
    this.#folder = files.folder;
  }

  /**
   * Lets Asterisk play until the audio is closed; resolves to 0 then, and to -1 if it ended before.
   */
  async begin(ends: AudioEnds, play: () => Promise<string | null>): Promise<number> {
    this.#ends = ends;
    while (this.#closing === undefined) {
      try {
        const digit = await play();
        if (digit !== null) ends.onDigit(digit);
        else if (this.#closing === undefined) return -1;
      } catch (error) {
        // The FIFO may be gone before Asterisk has opened it.
        if (this.#closing === undefined || !(error instanceof AgiAppError)) throw error;
      }
    }
    return 0;
  }

  start(): void {
    frameClock.add(this);
    this.#read();
  }

  onTick(): void {
    if (this.#writing !== undefined || this.#ends === undefined) return;
    const frame = new Uint8Array(this.#ends.frameBytes);
    this.#ends.fill(frame);
    this.#writing = this.#write(frame);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    frameClock.delete(this);
    // A FIFO that Asterisk does not read takes four seconds of audio, and then no more.
    if (this.#writing !== undefined) await within(this.#writing, CLOSE_TIMEOUT);
    // The name is removed first, so that Asterisk never opens a FIFO without a writer.
    await Deno.remove(this.#folder, { recursive: true });
    this.#fifo.close();
    this.#caller.close();
  }

  async #write(frame: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < frame.length;) at += await this.#fifo.write(frame.subarray(at));
    } catch {
      // Asterisk's reply reports why.
    }
    this.#writing = undefined;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      while (this.#closing === undefined) {
        const count = await this.#caller.read(buffer);
        if (count === null) break;
        if (this.#closing === undefined) this.#ends?.onAudio(buffer.subarray(0, count));
      }
    } catch {
      // Closed.
    }
  }
}
