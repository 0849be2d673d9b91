import { checkFile, checkFlag, checkList, checkOptions } from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/** `PLAYBACKSTATUS`: `FAILED` if any of the files could not be played. */
export type PlaybackStatus = "SUCCESS" | "FAILED";

const STATUSES: readonly PlaybackStatus[] = ["SUCCESS", "FAILED"];

/** Options of {@linkcode playback}. */
export interface PlaybackOptions {
  /** Plays without answering the channel, which is answered otherwise (`noanswer`). */
  noAnswer?: boolean;
  /** Plays nothing if the channel is not answered (`skip`). */
  skip?: boolean;
}

/** How a {@linkcode playback} ended. */
export interface PlaybackResult extends ApplicationResult {
  /** How it ended. */
  readonly status: PlaybackStatus;
}

/**
 * Answers the channel and plays sound files one after the other. No key stops them. Unlike
 * `channel.streamFile()`, a missing file is not an error but the status `FAILED`, and the other
 * files are played.
 *
 * Runs `Playback(files,options)`, and reads `PLAYBACKSTATUS`.
 *
 * @param files One file or several, without their extensions.
 * @throws {TypeError} If a file is empty or holds `&` or `'`, or an option is wrong. Nothing is
 * sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { playback } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status } = await playback(channel, ["welcome", "opening-hours"]);
 *   if (status === "FAILED") await channel.verbose("a sound file is missing");
 * };
 * ```
 */
export async function playback(
  channel: ApplicationChannel,
  files: string | readonly string[],
  options: PlaybackOptions = {},
): Promise<PlaybackResult> {
  checkOptions("playback", options, ["noAnswer", "skip"]);
  const words = [
    ...checkFlag("playback() skip", options.skip) ? ["skip"] : [],
    ...checkFlag("playback() noAnswer", options.noAnswer) ? ["noanswer"] : [],
  ];
  const { values, hungUp } = await runApplication(channel, {
    application: "Playback",
    args: [checkList("playback() file", files, checkFile), ...words],
    variables: ["PLAYBACKSTATUS"],
  });
  return { status: readStatus("Playback", values.PLAYBACKSTATUS, STATUSES), hungUp };
}
