import type { Command } from "../command.ts";
import { checkDigits, checkFilled, checkMilliseconds, type Digits } from "./_check.ts";
import { readDigit, readEndpos } from "./_read.ts";

/** Options of {@linkcode controlStreamFile}. */
export interface ControlStreamFileOptions {
  /** The digits that end the playback. None by default. */
  escapeDigits?: Digits;
  /** How far `forward` and `rewind` jump, in milliseconds. The default is 3,000. */
  skip?: number;
  /**
   * The digits that jump forwards. The default is `#`. Asterisk has no way to do without; `"D"` is
   * on no ordinary telephone.
   */
  forward?: Digits;
  /** The digits that jump back. The default is `*`, which goes for them as well. */
  rewind?: Digits;
  /** The digits that pause the playback, and go on. None by default. */
  pause?: Digits;
  /** Where to begin, in milliseconds. The default is 0. Asterisk has it since 12. */
  offset?: number;
}

/** How a playback under control ended. */
export interface ControlStreamResult {
  /** The digit that ended it; `null` if it was played to its end, or stopped from outside. */
  digit: string | null;
  /**
   * Where it ended, in milliseconds; `null` if that is the end of the file. Asterisk counts 8
   * samples a millisecond whatever the format is, so double it for one of 16 kHz.
   */
  endpos: number | null;
}

/**
 * Plays a sound file in which the caller can jump forwards and back, and pause. The dialplan's
 * `CPLAYBACKSTATUS` tells more.
 *
 * Sends `CONTROL STREAM FILE file escape_digits skipms ffchar rewchar pausechar offsetms`. A new
 * command does not stop it.
 *
 * @param file The sound's name without its ending, below Asterisk's folder of sounds, or absolute.
 * @throws {TypeError} If digits are no DTMF, or `forward` or `rewind` is empty.
 * @throws {RangeError} If `skip` or `offset` is out of its range.
 * @throws {AgiAppError} When sent, if there is no such file.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digit } = await channel.controlStreamFile("lecture", {
 *     escapeDigits: "0",
 *     pause: "5",
 *     skip: 10_000,
 *   });
 *   if (digit === "0") await channel.hangup();
 * };
 * ```
 */
export function controlStreamFile(
  file: string,
  options: ControlStreamFileOptions = {},
): Command<ControlStreamResult> {
  const { escapeDigits = "", skip = 3000, forward = "#", rewind = "*", pause = "", offset = 0 } =
    options;
  const verb = "CONTROL STREAM FILE";
  return {
    verb,
    target: file,
    args: [
      file,
      checkDigits("escapeDigits", escapeDigits),
      checkMilliseconds("skip", skip),
      checkFilled("forward", checkDigits("forward", forward)),
      checkFilled("rewind", checkDigits("rewind", rewind)),
      checkDigits("pause", pause),
      checkMilliseconds("offset", offset),
    ],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse(reply) {
      const digit = readDigit(reply, file);
      const endpos = readEndpos(reply);
      return { digit, endpos: endpos === -1 ? null : endpos };
    },
  };
}
