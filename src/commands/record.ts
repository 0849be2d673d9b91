import type { Command, Reply } from "../command.ts";
import {
  checkDigits,
  checkInteger,
  checkMilliseconds,
  checkWholeSeconds,
  type Digits,
  invalidArgument,
} from "./_check.ts";
import { failed, readDigit, readEndpos, readWord, unreadable } from "./_read.ts";

/** Formats of sound files, named by their extensions. An Asterisk may support more or fewer. */
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
  /** The format: one of {@linkcode SOUND_FORMATS}, or any other extension. The default is `wav`. */
  format?: string;
  /** The digits that end the recording. None by default. */
  escapeDigits?: Digits;
  /** Maximum duration, in milliseconds. The default is `Infinity`. */
  timeout?: number;
  /**
   * Start position in the file, in samples (8,000 per second in most formats). The default is 0.
   */
  offset?: number;
  /** Whether to play a beep first. The default is `false`. */
  beep?: boolean;
  /**
   * Duration of silence that ends the recording, in milliseconds, rounded up to whole seconds. By
   * default silence does not end it.
   */
  silence?: number;
}

/**
 * How a recording ended, distinguished by `reason`. `endpos` is the end of the file, in samples
 * (8,000 per second in most formats).
 *
 * - `"digit"`: a digit of `escapeDigits` ended it.
 * - `"timeout"`: `timeout` or `silence` ended it. Asterisk does not report which.
 * - `"hangup"`: the caller hung up. The file exists.
 * - `"interrupted"`: a digit during the beep or a hangup ended it before it started, or Asterisk
 *   lost the channel while recording. `digit` is `null` unless there was one.
 * - `"unwritable"`: nothing was recorded, because the file cannot be written or the format is
 *   unknown.
 */
export type RecordFileResult =
  & {
    /** The requested file with the extension that Asterisk appends: `/tmp/message.wav`. */
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
 * Records the caller into a file.
 *
 * Sends `RECORD FILE file format escape_digits timeout offset_samples [BEEP] [s=seconds]`. A new
 * command does not interrupt it. Asterisk sends no EAGI audio while it runs.
 *
 * @param file The file without its extension, absolute or relative to Asterisk's sounds folder.
 * @throws {TypeError} If `escapeDigits` contains anything but DTMF digits, or `format` is
 * malformed.
 * @throws {RangeError} If `timeout`, `offset` or `silence` is out of range.
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
      // Asterisk also looks for the "s" of "s=" in this word, so the word must not contain one.
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
    invalidArgument(
      "format",
      format,
      'must be a file extension of lower-case letters and digits, such as "wav"',
    ),
  );
}

/** Reads the outcome from the word in parentheses; the number can be anything. */
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
