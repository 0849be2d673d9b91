import type { Channel } from "../channel.ts";
import { streamFile } from "../commands/playback.ts";
import { AgiAppError, AgiAudioError } from "../errors.ts";
import { within } from "../transport/within.ts";
import { currentScriptAudio, DescriptorAudio, permissionHint } from "./descriptor_audio.ts";
import { DIGITS } from "./_digits.ts";
import { frameClock, type Ticking } from "./_frame_clock.ts";
import type { AudioEnds, AudioLink } from "./_open_call_audio.ts";

/** The sample rates that Asterisk also plays from a file, in Hz. */
const RATES: readonly number[] = [8000, 16_000, 24_000, 32_000, 48_000];

/** The timeout for the last frame to be written, and for Asterisk to stop, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

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
  await using stack = new AsyncDisposableStack();
  const readFormat = () => channel.getVariable("EAGI_AUDIO_FORMAT");
  const audio = currentScriptAudio() ??
    stack.adopt(new DescriptorAudio({ readFormat }), (own) => own.end());
  const { name, encoding, rate = 0 } = await audio.format();
  if (encoding !== "pcm" || !RATES.includes(rate)) {
    throw new AgiAudioError(
      `Opening audio failed: EAGI_AUDIO_FORMAT "${name}" is not possible (set it to slin or slin16)`,
    );
  }
  let link: EagiLink | undefined;
  stack.use(await audio.redirect((bytes) => link?.receive(bytes)));
  const speech = await openFifo(stack, `speech.sln${rate === 8000 ? "" : rate / 1000}`);
  const opened = link = new EagiLink(speech, stack.move());
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  promise.catch(() => {});
  return {
    rate,
    reply: promise,
    link(ends) {
      const file = `${speech.folder}/speech`;
      opened.begin(ends, () => play(channel, file, exclusive)).then(resolve, reject);
      return opened;
    },
  };
}

/** Plays the FIFO, to its end or to a key; returns the key. */
async function play(channel: Channel, file: string, exclusive: string): Promise<string | null> {
  const command = { ...streamFile(file, { escapeDigits: DIGITS }), exclusive };
  return (await channel.execute(command, {})).digit;
}

/** What Asterisk plays: a FIFO in a temporary folder of its own. */
interface Fifo {
  readonly file: Deno.FsFile;
  readonly folder: string;
  readonly path: string;
}

async function openFifo(stack: AsyncDisposableStack, name: string): Promise<Fifo> {
  try {
    const folder = await Deno.makeTempDir({ prefix: "tipring-audio-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }).catch(() => {}));
    const path = `${folder}/${name}`;
    await makeFifo(path);
    // Opened both ways, so that neither side waits for the other.
    const file = stack.use(await Deno.open(path, { read: true, write: true }));
    return { file, folder, path };
  } catch (cause) {
    if (cause instanceof AgiAudioError) throw cause;
    const why = cause instanceof Error ? cause.message : `${cause}`;
    throw new AgiAudioError(`Opening audio failed: ${why}${permissionHint(cause)}`, { cause });
  }
}

async function makeFifo(path: string): Promise<void> {
  const command = new Deno.Command("mkfifo", { args: ["-m", "600", path] });
  const { success, stderr } = await command.output();
  if (success) return;
  const why = new TextDecoder().decode(stderr).trim();
  throw new AgiAudioError(`Opening audio failed: mkfifo "${path}" failed: ${why}`);
}

/**
 * Puts an empty file in place of a FIFO. Asterisk may open it only now: not a FIFO without a writer,
 * which would block the call, and not nothing, which would fail the command.
 */
async function replaceBySilence({ folder, path }: Fifo): Promise<void> {
  try {
    await Deno.writeFile(`${folder}/silence`, new Uint8Array(), { createNew: true });
    await Deno.rename(`${folder}/silence`, path);
  } catch {
    // The disk is full, say. Nothing is better than a call that blocks.
    await Deno.remove(path).catch(() => {});
  }
}

/** Carries audio between the script's descriptor, the FIFO, and the streams of the handler. */
class EagiLink implements AudioLink, Ticking {
  #fifo: Fifo;
  #resources: AsyncDisposable;
  #ends: AudioEnds | undefined;
  #played: Promise<number> | undefined;
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(fifo: Fifo, resources: AsyncDisposable) {
    this.#fifo = fifo;
    this.#resources = resources;
  }

  /**
   * Lets Asterisk play until the audio is closed; resolves to 0 then, and to -1 if it ended before.
   */
  begin(ends: AudioEnds, play: () => Promise<string | null>): Promise<number> {
    this.#ends = ends;
    return this.#played = this.#playOn(ends, play);
  }

  async #playOn(ends: AudioEnds, play: () => Promise<string | null>): Promise<number> {
    while (this.#closing === undefined) {
      try {
        const digit = await play();
        if (digit !== null) ends.onDigit(digit);
        else if (this.#closing === undefined) return -1;
      } catch (error) {
        // An Asterisk that is late finds nothing to play.
        if (this.#closing === undefined || !(error instanceof AgiAppError)) throw error;
      }
    }
    return 0;
  }

  start(): void {
    frameClock.add(this);
  }

  /** Takes audio of the caller. */
  receive(audio: Uint8Array): void {
    if (this.#closing === undefined) this.#ends?.onAudio(audio);
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
    await using _resources = this.#resources;
    await replaceBySilence(this.#fifo);
    this.#fifo.file.close();
    await within(Promise.allSettled([this.#played]), CLOSE_TIMEOUT);
  }

  async #write(frame: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < frame.length;) at += await this.#fifo.file.write(frame.subarray(at));
    } catch {
      // Asterisk's reply reports why.
    }
    this.#writing = undefined;
  }
}
