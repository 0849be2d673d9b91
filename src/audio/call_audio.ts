/** Why the audio of a call ended. */
export interface AudioEnd {
  /**
   * `closed` by the handler, or by an application of Asterisk's that ended it in good order; `hangup`
   * by the caller, or because the connection to Asterisk ended; `timeout` when it had lasted for
   * `timeout` milliseconds, or when Asterisk had got no audio for 2 s; `error` when the connection
   * broke.
   */
  readonly reason: "closed" | "hangup" | "timeout" | "error";
  /** What broke it, the `AgiHangup`, or the reason of the signal that ended it. */
  readonly error?: unknown;
}

/** What became of what was written, in milliseconds of audio. */
export interface Flushed {
  /** How much had been played since the last flush, or since the last mark that was reached. */
  readonly played: number;
  /** How much was dropped. */
  readonly dropped: number;
}

/** Audio to play: signed 16-bit little-endian PCM of the call's rate, whole or in chunks. */
export type AudioSource = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Options of {@linkcode CallAudio.play}. */
export interface PlayOptions {
  /** Stops playing, and drops what waits, when it is aborted. */
  signal?: AbortSignal;
}

/**
 * The audio of a call, both ways, while it is open: signed 16-bit little-endian PCM, mono. No command can
 * be sent meanwhile: they reject with an `AgiError`.
 *
 * Leaving its scope closes it, and waits until Asterisk takes commands again.
 *
 * @example What the caller hears is what the caller says
 * ```ts
 * import type { Handler } from "@tipring/agi";
 * import { openAudio } from "@tipring/agi/audio";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   {
 *     await using audio = await openAudio(channel, { timeout: 30_000 });
 *     await audio.readable.pipeTo(audio.writable);
 *   }
 *   await channel.streamFile("vm-goodbye");
 * };
 * ```
 */
export interface CallAudio extends AsyncDisposable {
  /** The sample rate in Hz, both ways. */
  readonly rate: number;
  /** The length of a frame of 20 ms in bytes: 320 at 8 kHz. */
  readonly frameBytes: number;
  /**
   * What the caller says, in frames of 20 ms. A caller who is muted, or holds down a key, sends none.
   * When its reader pauses the oldest frames are dropped, see `maxDelay`. Ends when the audio ends, and
   * breaks with an `AgiAudioError` when the audio broke.
   */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /**
   * What the caller hears: chunks of any length, which are played at the right speed. Writes wait when
   * `maxQueue` is full. Where nothing is written the caller hears silence. Closing it waits until all
   * has been played; to write more later, give `pipeTo` the option `preventClose`, or use `play`.
   *
   * Writes reject with the reason of {@linkcode signal} when the audio has ended.
   */
  readonly writable: WritableStream<Uint8Array>;
  /** The keys that the caller presses, when they are released. Ends when the audio ends. */
  readonly dtmf: AsyncIterable<string>;
  /** Aborts when the audio has ended; its reason is an `AgiHangup` after a hangup. */
  readonly signal: AbortSignal;
  /** Resolves when the audio has ended and Asterisk takes commands again. Never rejects. */
  readonly ended: Promise<AudioEnd>;
  /** How many milliseconds of what was written wait to be played. */
  readonly queued: number;
  /** How many milliseconds of the caller's audio were dropped because the reader paused. */
  readonly dropped: number;
  /**
   * Plays audio, and waits until it has been played. The source is read as fast as `maxQueue` allows.
   * {@linkcode flush} stops it as well.
   *
   * @returns `true` if all was played; `false` if it was stopped, or the audio ended.
   * @throws What the source throws.
   */
  play(source: AudioSource, options?: PlayOptions): Promise<boolean>;
  /**
   * Drops what was written and not played yet: the caller hears silence within 20 ms. For barge-in, where
   * a service may want to know how much of its sentence was heard.
   */
  flush(): Flushed;
  /**
   * Resolves when what was written before has been played.
   *
   * @returns `true` if it was played; `false` if it was dropped, or the audio ended.
   */
  mark(): Promise<boolean>;
  /** Ends the audio, and waits until Asterisk takes commands again. */
  close(): Promise<void>;
}
