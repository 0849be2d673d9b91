import type { Command } from "../command.ts";
import { checkDigits, checkInteger, type Digits } from "./_check.ts";
import { readDigit, readEndpos } from "./_read.ts";

/** Options of {@linkcode streamFile}. */
export interface StreamFileOptions {
  /** The digits that interrupt playback. None by default. */
  escapeDigits?: Digits;
  /** Start position, in samples (8,000 per second in most formats). The default is 0. */
  offset?: number;
}

/** How a playback ended. */
export interface PlaybackResult {
  /** The digit that interrupted it; `null` if none did. */
  digit: string | null;
  /** Where it stopped, in samples (8,000 per second in most formats). */
  endpos: number;
}

/**
 * Plays a sound file and lets the caller interrupt it.
 *
 * Sends `STREAM FILE file escape_digits sample_offset`. The channel variable `PLAYBACKSTATUS` is
 * FAILED even if a digit ended playback; do not rely on it.
 *
 * @param file The sound file without its extension, absolute or relative to Asterisk's sounds
 * folder.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits.
 * @throws {RangeError} If `offset` is not a non-negative integer.
 * @throws {AgiAppError} When sent, if the file does not exist.
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
