/** Why the audio of a call ended. */
export interface AudioEnd {
  /**
   * `closed` by the handler, or by Asterisk's application in good order; `hangup` by the caller, or
   * because the connection to Asterisk ended; `timeout` after `timeout` milliseconds, or after
   * Asterisk had received no audio for 2 s; `error` if the connection broke.
   */
  readonly reason: "closed" | "hangup" | "timeout" | "error";
  /** The error that broke it, the `AgiHangup`, or the reason of the signal that ended it. */
  readonly error?: unknown;
}

/** What happened to the written audio, in milliseconds. */
export interface Flushed {
  /** The audio played since the last flush or the last reached mark. */
  readonly played: number;
  /** The audio dropped. */
  readonly dropped: number;
}

/** Audio to play: signed 16-bit little-endian PCM at the call's rate, whole or in chunks. */
export type AudioSource = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Options of {@linkcode CallAudio.play}. */
export interface PlayOptions {
  /** Stops playing and drops the queued audio when it aborts. */
  signal?: AbortSignal;
}

/**
 * The open audio of a call, both ways: signed 16-bit little-endian PCM, mono. Commands sent
 * meanwhile reject with an `AgiError`.
 *
 * Leaving its scope closes it, and waits until Asterisk accepts commands again.
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
   * The caller's speech, in frames of 20 ms. A caller who is muted or holds down a key sends none.
   * If the reader pauses, the oldest frames are dropped, see `maxDelay`. Ends when the audio ends,
   * and fails with an `AgiAudioError` if the audio broke.
   */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /**
   * Plays to the caller: takes chunks of any length, and plays them at the right speed. Writes wait
   * while `maxQueue` is full. Without writes the caller hears silence. Closing it waits until
   * everything has been played; to write more later, give `pipeTo` the option `preventClose`, or
   * use `play`.
   *
   * Writes reject with the reason of {@linkcode signal} after the audio has ended.
   */
  readonly writable: WritableStream<Uint8Array>;
  /** The keys that the caller presses, when they are released. Ends when the audio ends. */
  readonly dtmf: AsyncIterable<string>;
  /** Aborts when the audio has ended; its reason is an `AgiHangup` after a hangup. */
  readonly signal: AbortSignal;
  /** Resolves when the audio has ended and Asterisk accepts commands again. Never rejects. */
  readonly ended: Promise<AudioEnd>;
  /** The written audio that waits to be played, in milliseconds. */
  readonly queued: number;
  /** The caller's audio dropped because the reader paused, in milliseconds. */
  readonly dropped: number;
  /**
   * Plays audio, and waits until it has been played. The source is read as fast as `maxQueue`
   * allows. {@linkcode flush} stops it as well.
   *
   * @returns `true` if everything was played; `false` if it was stopped or the audio ended.
   * @throws What the source throws.
   */
  play(source: AudioSource, options?: PlayOptions): Promise<boolean>;
  /**
   * Drops the audio that was written but not played: the caller hears silence within 20 ms. For
   * barge-in; a service may want to know how much of its sentence was heard.
   */
  flush(): Flushed;
  /**
   * Resolves when everything written before has been played.
   *
   * @returns `true` if it was played; `false` if it was dropped or the audio ended.
   */
  mark(): Promise<boolean>;
  /** Ends the audio, and waits until Asterisk accepts commands again. */
  close(): Promise<void>;
}
