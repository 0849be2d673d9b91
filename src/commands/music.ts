import type { Command } from "../command.ts";
import { checkFilled, invalidArgument } from "./_check.ts";
import { readDone } from "./_read.ts";

/** Options of {@linkcode setMusic}. */
export interface SetMusicOptions {
  /** The music class. By default that of the channel, usually `default`. */
  class?: string;
}

/**
 * Starts or stops music on hold. The music stops when another command plays something.
 *
 * Sends `SET MUSIC on|off [class]`. Asterisk does not report a class that does not exist.
 *
 * @param on Whether the music should play.
 * @throws {TypeError} If `on` is not a boolean, or `class` is empty.
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
    throw new TypeError(invalidArgument("on", on, "must be true or false"));
  }
  const word = on ? "on" : "off";
  return {
    verb: "SET MUSIC",
    args: options.class === undefined ? [word] : [word, checkFilled("class", options.class)],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
