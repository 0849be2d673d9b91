/** What a speech engine has recognized. */
export interface RecognizedSpeech {
  /** What the caller said. */
  readonly text: string;
  /** How sure the engine is: a whole number from 0 to 1000. */
  readonly score: number;
  /** The grammar that matched; `""` by default. */
  readonly grammar?: string;
}

/** The speech object of a call, from `SPEECH CREATE` to `SPEECH DESTROY` or the hangup. */
export interface SpeechSession {
  /** The sample rate in Hz: 8,000. */
  readonly rate: number;
  /**
   * What the caller says while `SPEECH RECOGNIZE` runs, from the start of its prompt: signed 16-bit
   * PCM, in frames of 20 ms. At most 10 s wait for a reader. Ends with the session.
   */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** The parameters of `aeap.conf`, and those of `SPEECH SET`, such as an id of the call. */
  readonly params: ReadonlyMap<string, string>;
  /** Aborts when the session has ended. */
  readonly signal: AbortSignal;
  /**
   * Ends the `SPEECH RECOGNIZE` that runs, with these results.
   *
   * @throws {RangeError} If a score is out of range.
   */
  report(results: readonly RecognizedSpeech[]): void;
}
