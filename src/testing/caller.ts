/** What a caller can do. Actions run one after the other; times are those of the call. */
export interface Caller {
  /**
   * Presses keys, 100 ms each. A key pressed while Asterisk does not listen is lost, as in a real
   * call. Resolves after the last key.
   *
   * @throws {TypeError} If a character is not a key: `0` to `9`, `*`, `#`, `A` to `D`.
   */
  press(keys: string): Promise<void>;
  /** Sends a text, for `receiveText`; a speech engine takes it as the caller's speech. */
  say(text: string): Promise<void>;
  /**
   * Speaks a WAV file, or samples at 8 kHz, into the audio of the call. Resolves at the end of the
   * speech. Speech while no audio is open is lost, as in a real call.
   *
   * @throws {TypeError} If the bytes are not a WAV file, see `readWavHeader`.
   */
  speak(audio: Uint8Array | Int16Array): Promise<void>;
  /**
   * Waits until the handler speaks over the audio of the call.
   *
   * @throws {Error} If the call ends before.
   */
  hearsSpeech(): Promise<void>;
  /**
   * Waits until the audio of the call has been silent for that many milliseconds, 200 by default,
   * or is closed.
   */
  hearsSilence(milliseconds?: number): Promise<void>;
  /** Waits for that many milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Falls silent after that many milliseconds, for recordings that end by silence. */
  fallSilent(milliseconds?: number): Promise<void>;
  /** Hangs up. */
  hangUp(): Promise<void>;
  /**
   * Waits until a sound begins that no earlier wait has matched, and returns it: a file by its
   * name, speech by kind and text, as `number 42` or `digits 123`. The sound may have begun
   * already.
   *
   * @throws {Error} If the call ends before. The message includes a log of the whole call.
   */
  hears(sound: string | RegExp): Promise<string>;
}
