import type { Channel } from "../channel.ts";
import type { Digits, RecordFileResult } from "../commands/mod.ts";
import { AgiAppError, AgiHangup } from "../errors.ts";
import {
  ALL_KEYS,
  checkCount,
  checkKeys,
  checkLanguage,
  checkMilliseconds,
  checkOptionalPrompt,
  checkOptions,
  checkPrompt,
  checkSignal,
} from "./_checks.ts";
import { inLanguage } from "./_language.ts";
import { render } from "./_render.ts";
import { checkReview, review, type ReviewOptions } from "./review.ts";
import { typedAhead } from "./_typed_ahead.ts";
import type { Prompt } from "./prompt.ts";

/** Options of {@linkcode record}. Times are milliseconds. */
export interface RecordOptions {
  /** The prompt to play first. A key interrupts it and starts the recording. None by default. */
  prompt?: Prompt;
  /** The prompt right before the recording; keys do not interrupt it. `beep` by default. */
  beep?: Prompt | false;
  /** The format of the file, such as `wav` (the default) or `wav16`. */
  format?: string;
  /** The keys that end the recording. The default is `#`. */
  stop?: Digits;
  /** The longest recording. The default is 120,000. */
  maximum?: number;
  /** The silence that ends it, rounded up to seconds; `Infinity` for none. 5,000 by default. */
  silence?: number;
  /**
   * Lets the caller keep, hear or repeat the recording; `false` keeps it as it is. By default
   * Asterisk's own `vm-review` is played: 1 to keep it, 2 to hear it, 3 to record it again.
   */
  review?: ReviewOptions | false;
  /** How often the caller may record. The default is 5; the last recording is kept. */
  recordings?: number;
  /** The language of the prompts, such as `de`. The channel's own by default. */
  language?: string;
  /** Ends it with the status `cancelled` when it aborts; a recording runs to its end before. */
  signal?: AbortSignal;
}

/** How {@linkcode record} ended. */
export type RecordResult =
  | {
    /**
     * `kept`: there is a recording that the caller kept. `hangup`: there is one, and the caller
     * hung up during it or in the review; every command that needs the channel throws then.
     */
    readonly status: "kept" | "hangup";
    /** The file, without its format. */
    readonly file: string;
    /** The format, such as `wav`. */
    readonly format: string;
    /** The length, in milliseconds. */
    readonly duration: number;
  }
  /** `signal` aborted; the file may exist. */
  | { readonly status: "cancelled" };

const KNOWN = [
  "prompt",
  "beep",
  "format",
  "stop",
  "maximum",
  "silence",
  "review",
  "recordings",
  "language",
  "signal",
];

/** Formats of 16,000 samples a second; all others have 8,000. */
const WIDEBAND = ["wav16", "sln16", "g722"];

/**
 * Records the caller after a beep, and lets the caller keep it, hear it, or record again.
 *
 * The recording ends at a key of `stop`, at `maximum`, or after `silence`. If the caller just hangs
 * up, the recording is kept: the status is `hangup`, and no error is thrown.
 *
 * Sends `RECORD FILE`, and what {@linkcode play} and {@linkcode menu} send.
 *
 * @param file The file without its format, below Asterisk's folder of sounds, or absolute. It is
 * overwritten. Never let a caller choose it.
 * @throws {TypeError} If an option is invalid; nothing is played then.
 * @throws {RangeError} If a number is out of its range; nothing is played then.
 * @throws {AgiAppError} If Asterisk cannot write the file, or cannot play a prompt.
 * @throws {AgiHangup} If the call ends before the recording.
 *
 * @example
 * ```ts
 * import { record } from "@tipring/agi/ivr";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const message = await record(channel, "/var/spool/asterisk/message", {
 *     prompt: "vm-intro",
 *     maximum: 60_000,
 *   });
 *   if (message.status === "cancelled") return;
 *   await channel.afterHangup.setVariable("MESSAGE", `${message.file}.${message.format}`);
 * };
 * ```
 */
export async function record(
  channel: Channel,
  file: string,
  options: RecordOptions = {},
): Promise<RecordResult> {
  const plan = checkRecord(file, options);
  const { language, signal } = plan;
  try {
    signal?.throwIfAborted();
    return await inLanguage(channel, language, () => recordAll(channel, plan));
  } catch (error) {
    channel.signal.throwIfAborted();
    if (!signal?.aborted || error !== signal.reason) throw error;
    return { status: "cancelled" };
  }
}

type Plan = ReturnType<typeof checkRecord>;

function checkRecord(file: string, options: RecordOptions) {
  checkOptions("record()", options, KNOWN);
  checkPrompt("file", file);
  if (typeof file !== "string") throw new TypeError("Invalid file: expected a name");
  const { format = "wav", beep = "beep", language, signal } = options;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(format)) {
    throw new TypeError(`Invalid format ${JSON.stringify(format)}: expected a name, such as wav`);
  }
  checkLanguage("language", language);
  checkSignal("signal", signal);
  const silence = checkMilliseconds("silence", options.silence ?? 5000);
  const maximum = checkMilliseconds("maximum", options.maximum ?? 120_000);
  if (silence === 0) throw new RangeError("Invalid silence 0: expected at least 1 millisecond");
  if (maximum === 0) throw new RangeError("Invalid maximum 0: expected at least 1 millisecond");
  return {
    file,
    format,
    prompt: checkOptionalPrompt("prompt", options.prompt),
    beep: beep === false ? [] : checkPrompt("beep", beep),
    escapeDigits: checkKeys("stop", options.stop ?? "#"),
    maximum,
    silence,
    review: options.review === false ? null : checkReview(options.review ?? {}),
    recordings: checkCount("recordings", options.recordings ?? 5, 1, 100),
    language,
    signal,
  };
}

async function recordAll(channel: Channel, plan: Plan): Promise<RecordResult> {
  const { file, format, prompt, beep, escapeDigits, review: options, signal, language } = plan;
  const more = {
    ...language !== undefined && { language },
    ...signal !== undefined && { signal },
  };
  const typed = typedAhead(channel);
  await render(channel, prompt, { interrupt: ALL_KEYS, stray: typed.stray, ...more });
  for (let count = 1;; count++) {
    // Keys typed before a recording must not answer the review after it.
    typed.clear();
    await render(channel, beep, { interrupt: "", ...more });
    const recorded = await recordOnce(channel, plan);
    const rate = WIDEBAND.includes(format) ? 16 : 8;
    const duration = Math.round(recorded.endpos / rate);
    const result = (status: "kept" | "hangup") => ({ status, file, format, duration });
    if (recorded.reason === "hangup") return result("hangup");
    typed.stray = escapeDigits;
    if (options === null || count === plan.recordings) return result("kept");
    try {
      if (await review(channel, file, { ...options, ...more })) return result("kept");
    } catch (error) {
      if (error instanceof AgiHangup) return result("hangup");
      throw error;
    }
  }
}

async function recordOnce(
  channel: Channel,
  { file, format, escapeDigits, maximum, silence, signal }: Plan,
): Promise<Extract<RecordFileResult, { reason: "digit" | "timeout" | "hangup" }>> {
  const recorded = await channel.recordFile(file, {
    format,
    escapeDigits,
    timeout: maximum,
    ...silence !== Infinity && { silence },
  });
  signal?.throwIfAborted();
  switch (recorded.reason) {
    case "digit":
    case "timeout":
    case "hangup":
      return recorded;
    case "unwritable":
      throw new AgiAppError(
        `RECORD FILE "${file}" failed: Asterisk cannot write ${recorded.path} ` +
          "(do the folder and the format exist, and may Asterisk write there?)",
        { command: "RECORD FILE" },
      );
    default:
      throw new AgiAppError(`RECORD FILE "${file}" failed: the recording was ${recorded.reason}`, {
        command: "RECORD FILE",
      });
  }
}
