import { checkFile, checkFlag, checkList, checkOneOf, checkOptions, checkText } from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/** `BACKGROUNDSTATUS`: `FAILED` if a file could not be played; those after it are not played. */
export type BackgroundStatus = "SUCCESS" | "FAILED";

const STATUSES: readonly BackgroundStatus[] = ["SUCCESS", "FAILED"];

/** Options of {@linkcode background}. */
export interface BackgroundOptions {
  /** Plays without answering the channel, which is answered otherwise (`n`). */
  noAnswer?: boolean;
  /** Plays nothing if the channel is not answered (`s`). */
  skip?: boolean;
  /**
   * Which keys stop it: any (the default), those that are an extension of the context (`m`), or
   * none (`p`).
   */
  interrupt?: "any" | "extension" | "never";
  /** The language of the files; the channel's by default. */
  language?: string;
  /**
   * The context whose extensions count for `interrupt: "extension"`; the current one by default.
   */
  context?: string;
}

/** How a {@linkcode background} ended. */
export interface BackgroundResult extends ApplicationResult {
  /** How it ended. */
  readonly status: BackgroundStatus;
  /** The key that stopped it, e.g. `"5"`; `null` if none did. */
  readonly digit: string | null;
}

/**
 * Answers the channel and plays sound files until a key is pressed. For an answer of several digits
 * use `channel.getData()` or {@linkcode read}.
 *
 * Runs `BackGround(files,options,language,context)`, and reads `BACKGROUNDSTATUS`.
 *
 * @param files One file or several, without their extensions.
 * @throws {TypeError} If a file is empty or holds `&` or `'`, or an option is wrong. Nothing is
 * sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { background } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digit } = await background(channel, ["press-1", "or-press-2"]);
 *   await channel.verbose(digit === null ? "no choice" : "a choice");
 * };
 * ```
 */
export async function background(
  channel: ApplicationChannel,
  files: string | readonly string[],
  options: BackgroundOptions = {},
): Promise<BackgroundResult> {
  checkOptions("background", options, ["noAnswer", "skip", "interrupt", "language", "context"]);
  const { interrupt = "any", language, context } = options;
  const letters = { any: "", extension: "m", never: "p" };
  const known = ["any", "extension", "never"] as const;
  const { returned, values, hungUp } = await runApplication(channel, {
    application: "BackGround",
    args: [
      checkList("background() file", files, checkFile),
      (checkFlag("background() skip", options.skip) ? "s" : "") +
      (checkFlag("background() noAnswer", options.noAnswer) ? "n" : "") +
      letters[checkOneOf("background() interrupt", interrupt, known)],
      language === undefined ? "" : checkText("background() language", language),
      context === undefined ? "" : checkText("background() context", context),
    ],
    variables: ["BACKGROUNDSTATUS"],
  });
  const digit = returned > 0 ? String.fromCharCode(returned) : null;
  return { status: readStatus("BackGround", values.BACKGROUNDSTATUS, STATUSES), digit, hungUp };
}
