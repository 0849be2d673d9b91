import type { Command, Reply } from "../command.ts";
import { quoteMasked } from "../protocol/text.ts";
import {
  checkDigits,
  checkInteger,
  checkMilliseconds,
  checkWholeSeconds,
  type Digits,
} from "./_check.ts";
import { failed, readDigit, readEndpos, readWord, unreadable } from "./_read.ts";

/** Formats of sound files, by the endings of their names. Asterisk may have more, or fewer. */
export const SOUND_FORMATS = [
  "alaw",
  "g722",
  "g723",
  "g729",
  "gsm",
  "sln",
  "sln16",
  "ulaw",
  "vox",
  "wav",
  "wav16",
  "wav49",
] as const;

/** A format of {@linkcode SOUND_FORMATS}. */
export type SoundFormat = typeof SOUND_FORMATS[number];

/** Options of {@linkcode recordFile}. */
export interface RecordFileOptions {
  /** The format, see {@linkcode SOUND_FORMATS}; others may be given as well. The default is `wav`. */
  format?: string;
  /** The digits that end the recording. None by default. */
  escapeDigits?: Digits;
  /** The most milliseconds to record. The default is `Infinity`. */
  timeout?: number;
  /** Where in the file to begin, in samples; 8,000 are a second in most formats. The default is 0. */
  offset?: number;
  /** Whether to play a beep first. The default is `false`. */
  beep?: boolean;
  /**
   * So many milliseconds of silence end the recording. Asterisk counts whole seconds: it is rounded
   * up. By default silence does not end it.
   */
  silence?: number;
}

/**
 * How a recording ended, told apart by `reason`. `endpos` is where the file ends, in samples; 8,000
 * are a second in most formats.
 *
 * - `"digit"`: a digit of `escapeDigits` ended it.
 * - `"timeout"`: `timeout` or `silence` ended it. Asterisk does not report which.
 * - `"hangup"`: the caller hung up. The file exists.
 * - `"interrupted"`: it was cut off before it began, by a digit during the beep, or by a hangup; then
 *   `digit` is `null`. The same if Asterisk lost the channel in the middle.
 * - `"unwritable"`: nothing was recorded. The file cannot be written, or there is no such format.
 */
export type RecordFileResult =
  & {
    /** The file that was asked for, with the ending that Asterisk gives it: `/tmp/message.wav`. */
    path: string;
  }
  & (
    | { reason: "digit"; digit: string; endpos: number }
    | { reason: "timeout"; endpos: number }
    | { reason: "hangup"; endpos: number }
    | { reason: "interrupted"; digit: string | null; endpos: number }
    | { reason: "unwritable" }
  );

/**
 * Records what the caller says into a file.
 *
 * Sends `RECORD FILE file format escape_digits timeout offset_samples [BEEP] [s=seconds]`. A new
 * command does not stop it, and there is no EAGI audio meanwhile.
 *
 * @param file The file's name without its ending, below Asterisk's folder of sounds, or absolute.
 * @throws {TypeError} If `escapeDigits` holds what is no DTMF digit, or `format` is no format.
 * @throws {RangeError} If `timeout`, `offset` or `silence` is out of its range.
 * @throws {AgiAppError} When sent, if Asterisk cannot record the channel.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const recorded = await channel.recordFile("/tmp/message", {
 *     escapeDigits: "#",
 *     timeout: 60_000,
 *     silence: 5000,
 *     beep: true,
 *   });
 *   if (recorded.reason === "unwritable") throw new Error(`${recorded.path} is not writable`);
 *   if (recorded.reason === "digit") await channel.verbose(`ended by ${recorded.digit}`);
 * };
 * ```
 */
export function recordFile(
  file: string,
  options: RecordFileOptions = {},
): Command<RecordFileResult> {
  const { format = "wav", escapeDigits = "", timeout = Infinity, offset = 0, beep = false } =
    options;
  return {
    verb: "RECORD FILE",
    target: file,
    args: [
      file,
      checkFormat(format),
      checkDigits("escapeDigits", escapeDigits),
      checkMilliseconds("timeout", timeout, "-1"),
      `${checkInteger("offset", offset, 0, Number.MAX_SAFE_INTEGER)}`,
      // A word in lower case with an s at its sixth place would hide the seconds behind it.
      ...(beep ? ["BEEP"] : []),
      ...(options.silence === undefined
        ? []
        : [`s=${checkWholeSeconds("silence", options.silence)}`]),
    ],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: "bare",
    parse: (reply) => readRecording(reply, `${file}.${format === "wav49" ? "WAV" : format}`),
  };
}

function checkFormat(format: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(format)) return format;
  throw new TypeError(
    `Cannot use ${quoteMasked(format)} as format: it must be the ending of a file's name, ` +
      "small letters and digits, as wav",
  );
}

/** The word in parentheses decides: the number may be anything. */
function readRecording(reply: Reply, path: string): RecordFileResult {
  switch (readWord(reply)) {
    case "dtmf": {
      const digit = readDigit(reply);
      if (digit === null) throw unreadable();
      return { reason: "digit", digit, endpos: readEndpos(reply), path };
    }
    case "timeout":
      return { reason: "timeout", endpos: readEndpos(reply), path };
    case "hangup":
      return { reason: "hangup", endpos: readEndpos(reply), path };
    case "randomerror": {
      const digit = reply.result === "-1" ? null : readDigit(reply);
      return { reason: "interrupted", digit, endpos: readEndpos(reply), path };
    }
    case "waitfor":
      return { reason: "interrupted", digit: null, endpos: readEndpos(reply), path };
    case "writefile":
      return { reason: "unwritable", path };
    case "":
      throw failed("Asterisk cannot record this channel");
    default:
      throw unreadable();
  }
}
