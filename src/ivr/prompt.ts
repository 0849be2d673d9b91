import type { Channel } from "../channel.ts";

/**
 * Something to play: the name of a sound file, one of the `say` functions, `silence()`, a function
 * of your own, or an array of these. A key that interrupts any part ends the whole prompt.
 *
 * @example
 * ```ts
 * import { type Prompt, say, silence } from "@tipring/agi/ivr";
 *
 * const balance: Prompt = ["bank/your-balance-is", say.money(12.5, "USD"), silence(300)];
 * ```
 */
export type Prompt = string | PromptFunction | readonly Prompt[];

/**
 * A kind of prompt of your own, such as text-to-speech. It plays something, and returns the key
 * that interrupted it, or `null`. Pass the options on to {@linkcode play}, or use
 * `options.interrupt` as the `escapeDigits` of a command.
 *
 * @example
 * ```ts
 * import { play, type Prompt } from "@tipring/agi/ivr";
 *
 * function weather(city: string): Prompt {
 *   return async (channel, options) => {
 *     const response = await fetch(`https://example.com/weather/${city}`, {
 *       signal: options.signal ?? channel.signal,
 *     });
 *     return await play(channel, `weather/${await response.text()}`, options);
 *   };
 * }
 * ```
 */
export type PromptFunction = (channel: Channel, options: PromptOptions) => Promise<string | null>;

/** How to play a prompt; passed to a {@linkcode PromptFunction}. */
export interface PromptOptions {
  /** The keys that interrupt it; `""` for none. */
  readonly interrupt: string;
  /** The requested language; the channel's own, `CHANNEL(language)`, by default. */
  readonly language?: string;
  /** Stops the prompt when it aborts. */
  readonly signal?: AbortSignal;
}
