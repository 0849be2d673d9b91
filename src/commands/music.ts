import type { Command } from "../command.ts";
import { checkFilled, quoteValue } from "./_check.ts";
import { readDone } from "./_read.ts";

/** Options of {@linkcode setMusic}. */
export interface SetMusicOptions {
  /** The class of music on hold. By default the one of the channel, mostly `default`. */
  class?: string;
}

/**
 * Starts or stops music on hold. It plays while no other command plays something, and stops when
 * one does.
 *
 * Sends `SET MUSIC on|off [class]`. Asterisk does not tell when there is no such class.
 *
 * @param on Whether it is to play.
 * @throws {TypeError} If `on` is no boolean, or `class` is empty.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setMusic(true, { class: "jazz" });
 *   const response = await fetch("https://example.com/", { signal: channel.signal });
 *   await channel.setMusic(false);
 *   await channel.sayNumber(response.status);
 * };
 * ```
 */
export function setMusic(on: boolean, options: SetMusicOptions = {}): Command<void> {
  if (typeof on !== "boolean") {
    throw new TypeError(`Cannot use ${quoteValue(on)} as on: it must be true or false`);
  }
  const word = on ? "on" : "off";
  return {
    verb: "SET MUSIC",
    args: options.class === undefined ? [word] : [word, checkFilled("class", options.class)],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
