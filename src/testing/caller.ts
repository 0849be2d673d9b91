/** What a caller can do. Deeds are done one after the other; times are those of the call. */
export interface Caller {
  /**
   * Presses keys, 100 ms each. A key that is pressed while Asterisk does not listen is lost, as on a
   * real call. Resolves when all are pressed.
   *
   * @throws {TypeError} If something is no key: `0` to `9`, `*`, `#`, `A` to `D`.
   */
  press(keys: string): Promise<void>;
  /** Sends a text, for `receiveText`; with a speech engine it is what the caller says. */
  say(text: string): Promise<void>;
  /**
   * Speaks into the audio of the call, and resolves at the end of it: a WAV file, or samples at 8 kHz.
   * What is said while no audio is open is lost, as on a real call.
   *
   * @throws {TypeError} If the bytes are not a WAV file, see `readWavHeader`.
   */
  speak(audio: Uint8Array | Int16Array): Promise<void>;
  /**
   * Waits until the handler speaks by the audio of the call.
   *
   * @throws {Error} If the call ends without it.
   */
  hearsSpeech(): Promise<void>;
  /**
   * Waits until the audio of the call has been silent for so many milliseconds, 200 by default, or is
   * not open any more.
   */
  hearsSilence(milliseconds?: number): Promise<void>;
  /** Does nothing for so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Falls silent after so many milliseconds more: for recordings that end by silence. */
  fallSilent(milliseconds?: number): Promise<void>;
  /** Hangs up. */
  hangUp(): Promise<void>;
  /**
   * Waits until a sound begins that was not waited for yet, and returns it: a file by its name, what
   * is said by kind and text, as `number 42` or `digits 123`. It may have begun before.
   *
   * @throws {Error} If the call ends without it. The message has the whole call.
   */
  hears(sound: string | RegExp): Promise<string>;
}
