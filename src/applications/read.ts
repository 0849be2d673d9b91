import {
  checkFile,
  checkFlag,
  checkInteger,
  checkList,
  checkOptions,
  checkSeconds,
} from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/** The variable that gets the digits. */
const VARIABLE = "TIPRING_READ";

/**
 * `READSTATUS`, which says how a {@linkcode read} ended: `OK` if the digits were ended by a key or
 * by their number, `TIMEOUT` if not, `HANGUP` if the caller hung up, `SKIPPED` if the channel is
 * not answered, `ERROR` if a file is missing.
 */
export type ReadStatus = "OK" | "ERROR" | "HANGUP" | "INTERRUPTED" | "SKIPPED" | "TIMEOUT";

const STATUSES: readonly ReadStatus[] = [
  "OK",
  "ERROR",
  "HANGUP",
  "INTERRUPTED",
  "SKIPPED",
  "TIMEOUT",
];

/** Options of {@linkcode read}. */
export interface ReadOptions {
  /** One file or several to play first, without their extensions. */
  prompt?: string | readonly string[];
  /** Ends after that many digits, 1 to 255. Without it only a terminator or the timeout ends it. */
  maxDigits?: number;
  /** The keys that end it (`t`): `#` by default, `""` for none. */
  terminators?: string;
  /** Whether a terminator alone is the answer (`e`). */
  terminatorAlone?: boolean;
  /** How often to ask if nothing is entered; once by default. */
  attempts?: number;
  /** How long to wait for a key, in milliseconds; the channel's own times by default. */
  timeout?: number;
  /** Whether to read if the channel is not answered (`n`), which is answered otherwise. */
  noAnswer?: boolean;
}

const OPTIONS: readonly (keyof ReadOptions)[] = [
  "prompt",
  "maxDigits",
  "terminators",
  "terminatorAlone",
  "attempts",
  "timeout",
  "noAnswer",
];

/** How a {@linkcode read} ended. */
export interface ReadResult extends ApplicationResult {
  /** How it ended. */
  readonly status: ReadStatus;
  /** The digits entered, without the terminator; `""` for none. */
  readonly digits: string;
}

/**
 * Plays files and reads digits, like `channel.getData()`, but with several files, other
 * terminators, and several attempts.
 *
 * Also resolves when the caller hangs up, with the digits entered so far.
 *
 * Runs `Read(TIPRING_READ,files,digits,options,attempts,timeout)`, and reads `READSTATUS` and that
 * variable.
 *
 * @throws {TypeError} If a file is empty or holds `&` or `'`, or an option is wrong. Nothing is
 * sent then.
 * @throws {RangeError} If a number is out of its bounds.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { read } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status, digits } = await read(channel, {
 *     prompt: ["please-enter-the", "number"],
 *     maxDigits: 12,
 *     terminators: "#*",
 *     attempts: 3,
 *   });
 *   if (status === "OK") await channel.sayDigits(digits);
 * };
 * ```
 */
export async function read(
  channel: ApplicationChannel,
  options: ReadOptions = {},
): Promise<ReadResult> {
  checkOptions("read", options, OPTIONS);
  const { prompt, maxDigits, attempts } = options;
  const { values, hungUp } = await runApplication(channel, {
    application: "Read",
    args: [
      VARIABLE,
      prompt === undefined ? "" : checkList("read() prompt", prompt, checkFile),
      maxDigits === undefined
        ? ""
        : checkInteger("read() maxDigits", maxDigits, { min: 1, max: 255 }),
      lettersOf(options),
      attempts === undefined ? "" : checkInteger("read() attempts", attempts, { min: 1, max: 100 }),
      checkSeconds("read() timeout", options.timeout),
    ],
    variables: ["READSTATUS", VARIABLE],
  });
  return {
    status: readStatus("Read", values.READSTATUS, STATUSES),
    digits: values[VARIABLE],
    hungUp,
  };
}

function lettersOf({ terminators, terminatorAlone, noAnswer }: ReadOptions): string {
  const letters = (checkFlag("read() noAnswer", noAnswer) ? "n" : "") +
    (checkFlag("read() terminatorAlone", terminatorAlone) ? "e" : "");
  if (terminators === undefined) return letters;
  if (typeof terminators !== "string" || !/^[0-9*#A-D]*$/.test(terminators)) {
    throw new TypeError("read() terminators hold something other than 0 to 9, *, # and A to D");
  }
  return terminators === "" ? `${letters}t` : `${letters}t(${terminators})`;
}
