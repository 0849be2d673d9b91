import { fromText } from "../protocol/binary.ts";
import { decodeWav } from "../audio/pcm/decode_wav.ts";
import type { Caller } from "./caller.ts";
import type { CallResult } from "./call_result.ts";
import type { SimulateOptions } from "./simulate_options.ts";
import { Stage } from "./stage.ts";
import type { Handler } from "../handler/router.ts";

/**
 * A call in progress, see `simulateCall`: acts for its caller, and returns its result. It is not a
 * promise, so that an async helper of a test can return it.
 *
 * Time stands still until the test awaits something of the call.
 */
export class SimulatedCall implements Caller {
  #stage: Stage;

  /** Places a call; use `simulateCall` instead. */
  constructor(handler: Handler, options: SimulateOptions) {
    this.#stage = new Stage(handler, options, this);
  }

  /** The time since the call began, in milliseconds. */
  get now(): number {
    return this.#stage.now;
  }

  /** A log of the call so far. */
  get transcript(): string {
    return `${this.#stage.transcript}`;
  }

  /** Presses keys as the caller, 100 ms each; see {@linkcode Caller.press}. */
  press(keys: string): Promise<void> {
    const wrong = /[^0-9*#A-D]/.exec(keys);
    if (wrong !== null) {
      return Promise.reject(
        new TypeError(`Cannot press ${JSON.stringify(wrong[0])}: keys are 0 to 9, *, # and A to D`),
      );
    }
    return this.#stage.act(async () => {
      for (const key of keys) await this.#stage.press(key);
    });
  }

  /** Sends a text as the caller; see {@linkcode Caller.say}. */
  say(text: string): Promise<void> {
    return this.#stage.act(() => this.#stage.send(fromText(text)));
  }

  /** Speaks into the audio of the call; see {@linkcode Caller.speak}. */
  speak(audio: Uint8Array | Int16Array): Promise<void> {
    return this.#stage.act(() => {
      const samples = audio instanceof Int16Array ? audio : decodeWav(audio, 8000).samples;
      return this.#stage.speak(samples);
    });
  }

  /** Waits until the handler speaks over the audio of the call; see {@linkcode Caller.hearsSpeech}. */
  hearsSpeech(): Promise<void> {
    return this.#stage.act(() => this.#stage.hearSpeech());
  }

  /** Waits until the audio of the call has been silent for a while; see {@linkcode Caller.hearsSilence}. */
  hearsSilence(milliseconds = 200): Promise<void> {
    return this.#stage.act(() => this.#stage.hearSilence(milliseconds));
  }

  /** Waits for that many milliseconds of the call; see {@linkcode Caller.wait}. */
  wait(milliseconds: number): Promise<void> {
    return this.#stage.act(() => this.#stage.sleep(milliseconds));
  }

  /** Makes the caller fall silent, for recordings that end by silence; see {@linkcode Caller.fallSilent}. */
  fallSilent(milliseconds = 0): Promise<void> {
    return this.#stage.act(() => this.#stage.fallSilent(milliseconds));
  }

  /** Hangs up as the caller; see {@linkcode Caller.hangUp}. */
  hangUp(): Promise<void> {
    return this.#stage.act(() => this.#stage.hangUp());
  }

  /** Breaks the connection between Asterisk and the handler. */
  breakConnection(): Promise<void> {
    return this.#stage.act(() => this.#stage.cut());
  }

  /** Waits until a sound begins, and returns it; see {@linkcode Caller.hears}. */
  hears(sound: string | RegExp): Promise<string> {
    return this.#stage.hears(sound);
  }

  /**
   * Waits until the handler runs a command that no earlier wait has matched, and returns its line.
   * The command may have started already. Use it when the caller acts while no sound plays.
   *
   * @param command The verb, as `WAIT FOR DIGIT`, or a pattern for the line as it is sent.
   * @throws {Error} If the call ends before. The message includes a log of the whole call.
   */
  runs(command: string | RegExp): Promise<string> {
    return this.#stage.runs(
      typeof command === "string" ? new RegExp(`^${RegExp.escape(command)}\\b`, "i") : command,
    );
  }

  /** Runs the call to its end: `await call.result`. Rejects if the caller of the test failed. */
  get result(): Promise<CallResult> {
    return this.#stage.end();
  }
}
