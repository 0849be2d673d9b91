import type { Channel } from "../channel.ts";
import type { Digits } from "../commands/mod.ts";
import {
  ALL_KEYS,
  checkKeys,
  checkLanguage,
  checkOptions,
  checkPrompt,
  checkSignal,
} from "./_checks.ts";
import { inLanguage } from "./_language.ts";
import { render } from "./_render.ts";
import { typedAhead } from "./_typed_ahead.ts";
import type { Prompt } from "./prompt.ts";

/** Options of {@linkcode play}. */
export interface PlayOptions {
  /** The keys that interrupt the prompt; `true` for every key. None by default. */
  interrupt?: Digits | boolean;
  /**
   * The language of the sounds, such as `de`. The channel's own, `CHANNEL(language)`, by default.
   * It is set for the prompt, and restored afterwards.
   */
  language?: string;
  /** Stops the prompt when it aborts; `play()` then rejects with its reason. */
  signal?: AbortSignal;
}

const KNOWN = ["interrupt", "language", "signal"];

/**
 * Plays a prompt. Returns the key that interrupted it, or `null` if it played to its end.
 *
 * Sends `STREAM FILE` for each file, `SAY ...` for speech, and `WAIT FOR DIGIT` for silence. A key
 * that the caller typed ahead interrupts the prompt before it starts.
 *
 * @throws {TypeError} If the prompt or an option is invalid; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot play a part of it, such as a file that does not exist.
 * @throws {AgiHangup} If the call ends.
 *
 * @example
 * ```ts
 * import { play, say } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const key = await play(channel, ["vm-youhave", say.number(3), "vm-messages"], {
 *     interrupt: "1#",
 *   });
 *   if (key === "#") await channel.hangup();
 * };
 * ```
 */
export async function play(
  channel: Channel,
  prompt: Prompt,
  options: PlayOptions = {},
): Promise<string | null> {
  checkOptions("play()", options, KNOWN);
  checkPrompt("prompt", prompt);
  const { interrupt: keys = false, language, signal } = options;
  const interrupt = keys === true ? ALL_KEYS : keys === false ? "" : checkKeys("interrupt", keys);
  checkLanguage("language", language);
  checkSignal("signal", signal);
  signal?.throwIfAborted();
  const typed = typedAhead(channel).take(interrupt);
  if (typed !== null) return typed;
  return await inLanguage(channel, language, () =>
    render(channel, prompt, {
      interrupt,
      ...language !== undefined && { language },
      ...signal !== undefined && { signal },
    }));
}
