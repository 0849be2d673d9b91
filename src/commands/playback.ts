import type { Command } from "../command.ts";
import { checkDigits, checkInteger, type Digits } from "./_check.ts";
import { readDigit, readEndpos } from "./_read.ts";

/** Options of {@linkcode streamFile}. */
export interface StreamFileOptions {
  /** The digits that end the playback. None by default. */
  escapeDigits?: Digits;
  /** Where to begin, in samples; 8,000 are a second in most formats. The default is 0. */
  offset?: number;
}

/** How a playback ended. */
export interface PlaybackResult {
  /** The digit that ended it; `null` if it was played to its end, or none came in time. */
  digit: string | null;
  /** Where it ended, in samples; 8,000 are a second in most formats. */
  endpos: number;
}

/**
 * Plays a sound file, and stops at a digit.
 *
 * Sends `STREAM FILE file escape_digits sample_offset`. The dialplan's `PLAYBACKSTATUS` becomes
 * FAILED also when a digit ended it: do not rely on it.
 *
 * @param file The sound's name without its ending, below Asterisk's folder of sounds, or absolute.
 * @throws {TypeError} If `escapeDigits` holds what is no DTMF digit.
 * @throws {RangeError} If `offset` is no integer from 0 on.
 * @throws {AgiAppError} When sent, if there is no such file.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digit } = await channel.streamFile("demo-instruct", { escapeDigits: "12" });
 *   if (digit === null) await channel.hangup();
 * };
 * ```
 */
export function streamFile(
  file: string,
  options: StreamFileOptions = {},
): Command<PlaybackResult> {
  const { escapeDigits = "", offset = 0 } = options;
  const verb = "STREAM FILE";
  return {
    verb,
    target: file,
    args: [
      file,
      checkDigits("escapeDigits", escapeDigits),
      `${checkInteger("offset", offset, 0, Number.MAX_SAFE_INTEGER)}`,
    ],
    allowedOnDeadChannel: false,
    interruptible: "always",
    hangupOnMinusOne: true,
    parse: (reply) => ({ digit: readDigit(reply, file), endpos: readEndpos(reply) }),
  };
}
