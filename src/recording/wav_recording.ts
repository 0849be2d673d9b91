import type { AudioWatcher } from "../audio/audio_tap.ts";
import { wavHeader } from "../audio/pcm/wav.ts";
import { createFile, RecordingFile } from "./recording_file.ts";
import { StereoTimeline } from "./stereo_timeline.ts";

/** Maximum size of one file, in bytes: nine hours at 8 kHz. */
const MAX_LENGTH = 1024 * 1024 * 1024;

/** Maximum number of bytes that wait for a slow disk. */
const MAX_PENDING = 1024 * 1024;

const CHANNELS = 2;

/** Options of {@linkcode WavRecording}. */
export interface WavRecordingOptions {
  /** The sample rate in Hz. */
  readonly rate: number;
  /** Resolves to the path of the file, which must not exist. */
  readonly path: () => Promise<string>;
  /** Called at most once, if the file can't be written, or not completely. */
  readonly onError: (error: Error) => void;
  /** Returns the time in milliseconds; that of the machine by default. */
  readonly now?: () => number;
}

/**
 * Writes the audio of one opening to a stereo WAV file, as it happens. The header has no length until
 * the end, so a file that a crash cut off can still be played.
 */
export class WavRecording implements AudioWatcher {
  #file: RecordingFile;
  #rate: number;
  #timeline: StereoTimeline;
  #closing: Promise<void> | undefined;

  /** Begins the file. */
  constructor({ rate, path, onError, now }: WavRecordingOptions) {
    this.#rate = rate;
    this.#file = new RecordingFile(onError, { maxLength: MAX_LENGTH, maxPending: MAX_PENDING });
    this.#file.write(wavHeader({ rate, channels: CHANNELS }));
    this.#file.open(async () => await createFile(await path()));
    this.#timeline = new StereoTimeline({
      rate,
      write: (bytes) => this.#file.write(bytes),
      skip: (bytes) => this.#file.skip(bytes),
      ...now !== undefined && { now },
    });
  }

  /** How many bytes were written so far. */
  get length(): number {
    return this.#file.length;
  }

  heard(audio: Uint8Array): void {
    this.#timeline.add("heard", audio);
  }

  said(audio: Uint8Array): void {
    this.#timeline.add("said", audio);
  }

  ended(): void {
    void this.close();
  }

  /** Ends the file; resolves when it is complete, with its length in the header. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#timeline.end();
    await this.#file.end(async (file) => {
      const { size } = await file.stat();
      const header = wavHeader({ rate: this.#rate, channels: CHANNELS, length: 0 });
      const length = size - header.length;
      await file.seek(0, Deno.SeekMode.Start);
      await file.write(wavHeader({ rate: this.#rate, channels: CHANNELS, length }));
    });
  }
}
