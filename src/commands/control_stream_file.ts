import type { Command } from "../command.ts";
import { checkDigits, checkFilled, checkMilliseconds, type Digits } from "./_check.ts";
import { readDigit, readEndpos } from "./_read.ts";

/** Options of {@linkcode controlStreamFile}. */
export interface ControlStreamFileOptions {
  /** The digits that interrupt playback. None by default. */
  escapeDigits?: Digits;
  /** How far `forward` and `rewind` skip, in milliseconds. The default is 3,000. */
  skip?: number;
  /**
   * The digits that skip forward. The default is `#`. Asterisk cannot disable them; to approximate
   * that use `"D"`, a key that ordinary telephones do not have.
   */
  forward?: Digits;
  /** The digits that skip back. The default is `*`. Asterisk cannot disable them either. */
  rewind?: Digits;
  /** The digits that pause and resume playback. None by default. */
  pause?: Digits;
  /** Start position, in milliseconds. The default is 0. Requires Asterisk 12. */
  offset?: number;
}

/** How a controlled playback ended. */
export interface ControlStreamResult {
  /** The digit that interrupted it; `null` if it played to the end or was stopped from outside. */
  digit: string | null;
  /**
   * Where it stopped, in milliseconds; `null` at the end of the file. Asterisk assumes 8 samples
   * per millisecond for every format, so for 16 kHz this is twice the true value.
   */
  endpos: number | null;
}

/**
 * Plays a sound file and lets the caller skip forward, skip back, pause and interrupt it. The
 * channel variable `CPLAYBACKSTATUS` has more details.
 *
 * Sends `CONTROL STREAM FILE file escape_digits skipms ffchar rewchar pausechar offsetms`. A new
 * command does not interrupt it.
 *
 * @param file The sound file without its extension, absolute or relative to Asterisk's sounds
 * folder.
 * @throws {TypeError} If an option contains anything but DTMF digits, or `forward` or `rewind` is
 * empty.
 * @throws {RangeError} If `skip` or `offset` is out of range.
 * @throws {AgiAppError} When sent, if the file does not exist.
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
