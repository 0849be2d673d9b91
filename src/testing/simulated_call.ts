import { fromText } from "../protocol/binary.ts";
import { decodeWav } from "../audio/pcm/decode_wav.ts";
import type { Caller } from "./caller.ts";
import type { CallResult } from "./call_result.ts";
import type { SimulateOptions } from "./simulate_options.ts";
import { Stage } from "./stage.ts";
import type { Handler } from "../handler/router.ts";

/**
 * A call in progress, see `simulateCall`: what its caller can do, and how it went. It is not a promise,
 * so that an async helper of a test can return it.
 *
 * Time stands still until the test awaits something of it.
 */
export class SimulatedCall implements Caller {
  #stage: Stage;

  /** Places a call; `simulateCall` is the way to do that. */
  constructor(handler: Handler, options: SimulateOptions) {
    this.#stage = new Stage(handler, options, this);
  }

  /** The milliseconds since the call began. */
  get now(): number {
    return this.#stage.now;
  }

  /** Everything that has happened until now. */
  get transcript(): string {
    return `${this.#stage.transcript}`;
  }

  /** See {@linkcode Caller.press}. */
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

  /** See {@linkcode Caller.say}. */
  say(text: string): Promise<void> {
    return this.#stage.act(() => this.#stage.send(fromText(text)));
  }

  /** See {@linkcode Caller.speak}. */
  speak(audio: Uint8Array | Int16Array): Promise<void> {
    return this.#stage.act(() => {
      const samples = audio instanceof Int16Array ? audio : decodeWav(audio, 8000).samples;
      return this.#stage.speak(samples);
    });
  }

  /** See {@linkcode Caller.hearsSpeech}. */
  hearsSpeech(): Promise<void> {
    return this.#stage.act(() => this.#stage.hearSpeech());
  }

  /** See {@linkcode Caller.hearsSilence}. */
  hearsSilence(milliseconds = 200): Promise<void> {
    return this.#stage.act(() => this.#stage.hearSilence(milliseconds));
  }

  /** See {@linkcode Caller.wait}. */
  wait(milliseconds: number): Promise<void> {
    return this.#stage.act(() => this.#stage.sleep(milliseconds));
  }

  /** See {@linkcode Caller.fallSilent}. */
  fallSilent(milliseconds = 0): Promise<void> {
    return this.#stage.act(() => this.#stage.fallSilent(milliseconds));
  }

  /** See {@linkcode Caller.hangUp}. */
  hangUp(): Promise<void> {
    return this.#stage.act(() => this.#stage.hangUp());
  }

  /** The connection between Asterisk and the handler breaks. */
  breakConnection(): Promise<void> {
    return this.#stage.act(() => this.#stage.cut());
  }

  /** See {@linkcode Caller.hears}. */
  hears(sound: string | RegExp): Promise<string> {
    return this.#stage.hears(sound);
  }

  /**
   * Waits until the handler runs a command that was not waited for yet, and returns its line. It may
   * have begun before. For what the caller does while nothing is heard.
   *
   * @param command Its verb, as `WAIT FOR DIGIT`, or a pattern for the line as it is sent.
   * @throws {Error} If the call ends without it. The message has the whole call.
   */
  runs(command: string | RegExp): Promise<string> {
    return this.#stage.runs(
      typeof command === "string" ? new RegExp(`^${RegExp.escape(command)}\\b`, "i") : command,
    );
  }

  /** Lets the call go on to its end: `await call.result`. Rejects if the caller of the test failed. */
  get result(): Promise<CallResult> {
    return this.#stage.end();
  }
}
