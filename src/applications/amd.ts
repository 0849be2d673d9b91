import { checkDuration, checkFile, checkInteger, checkOptions } from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/** `AMDSTATUS`: who answered, as {@linkcode amd} judges it. */
export type AmdStatus = "MACHINE" | "HUMAN" | "NOTSURE" | "HANGUP";

const STATUSES: readonly AmdStatus[] = ["MACHINE", "HUMAN", "NOTSURE", "HANGUP"];

/** Options of {@linkcode amd}. Durations are milliseconds; the defaults are those of `amd.conf`. */
export interface AmdOptions {
  /** The longest silence before a person's greeting; more means a machine. */
  initialSilence?: number;
  /** The longest greeting of a person; more means a machine. */
  greeting?: number;
  /** The silence after the greeting that means a person. */
  afterGreetingSilence?: number;
  /** The longest time to listen. */
  totalAnalysisTime?: number;
  /** The shortest sound that counts as a word. */
  minimumWordLength?: number;
  /** The shortest silence between two words. */
  betweenWordSilence?: number;
  /** Maximum number of words of a person's greeting. */
  maximumNumberOfWords?: number;
  /** The level up to which audio counts as silence, 0 to 32767. */
  silenceThreshold?: number;
  /** Maximum length of a person's word; a longer one means a machine. */
  maximumWordLength?: number;
  /** A sound file that plays meanwhile. */
  audioFile?: string;
}

/** The options in Asterisk's order. */
const OPTIONS: readonly (keyof AmdOptions)[] = [
  "initialSilence",
  "greeting",
  "afterGreetingSilence",
  "totalAnalysisTime",
  "minimumWordLength",
  "betweenWordSilence",
  "maximumNumberOfWords",
  "silenceThreshold",
  "maximumWordLength",
  "audioFile",
];

/** The result of {@linkcode amd}. */
export interface AmdResult extends ApplicationResult {
  /** Who answered. */
  readonly status: AmdStatus;
  /** Why, e.g. `LONGGREETING-1500-1500`: a word, and the numbers that were compared. */
  readonly cause: string;
}

/**
 * Listens to the party that answered a call placed by this Asterisk, and judges whether it is a
 * person or an answering machine. It takes some seconds, and it can be wrong.
 *
 * Runs `AMD(...)`, and reads `AMDSTATUS` and `AMDCAUSE`.
 *
 * @throws {TypeError} If an option is wrong. Nothing is sent then.
 * @throws {RangeError} If a number is out of its bounds.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { amd, hangup } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status } = await amd(channel, { totalAnalysisTime: 4000 });
 *   if (status === "MACHINE") return await hangup(channel);
 *   await channel.streamFile("your-appointment-is");
 * };
 * ```
 */
export async function amd(
  channel: ApplicationChannel,
  options: AmdOptions = {},
): Promise<AmdResult> {
  checkOptions("amd", options, OPTIONS);
  const { values, hungUp } = await runApplication(channel, {
    application: "AMD",
    args: OPTIONS.map((name) => argumentOf(name, options[name])),
    variables: ["AMDSTATUS", "AMDCAUSE"],
  });
  return { status: readStatus("AMD", values.AMDSTATUS, STATUSES), cause: values.AMDCAUSE, hungUp };
}

function argumentOf(name: keyof AmdOptions, value: unknown): string | number {
  if (value === undefined) return "";
  const what = `amd() ${name}`;
  switch (name) {
    case "audioFile":
      return checkFile(what, value);
    case "maximumNumberOfWords":
      return checkInteger(what, value, { min: 1, max: 1000 });
    case "silenceThreshold":
      return checkInteger(what, value, { min: 0, max: 32_767 });
    default:
      return Math.ceil(checkDuration(what, value));
  }
}
