import { checkOptions, checkText } from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/**
 * `CONFBRIDGE_RESULT`, which says why a caller left: `HANGUP` by hanging up, `DTMF` by a key of the
 * menu, `KICKED` by someone else, `ENDMARKED` because the last marked user left, `TIMEOUT` because
 * of the profile's time limit, `FAILED` if the caller could not enter, e.g. for an unknown profile.
 */
export type ConfBridgeStatus = "FAILED" | "HANGUP" | "KICKED" | "ENDMARKED" | "DTMF" | "TIMEOUT";

const STATUSES: readonly ConfBridgeStatus[] = [
  "FAILED",
  "HANGUP",
  "KICKED",
  "ENDMARKED",
  "DTMF",
  "TIMEOUT",
];

/** Options of {@linkcode confBridge}: profiles of `confbridge.conf`. */
export interface ConfBridgeOptions {
  /** The profile of the conference; `default_bridge` by default. */
  bridgeProfile?: string;
  /** The profile of this user; `default_user` by default. */
  userProfile?: string;
  /** The menu of keys; `default_menu` by default. */
  menu?: string;
}

/** How a {@linkcode confBridge} ended. */
export interface ConfBridgeResult extends ApplicationResult {
  /** Why the caller left. */
  readonly status: ConfBridgeStatus;
}

/**
 * Puts the caller into a conference, and waits until the caller leaves it.
 *
 * Runs `ConfBridge(conference,bridge_profile,user_profile,menu)`, and reads `CONFBRIDGE_RESULT`.
 *
 * Anyone who can choose the conference can join any: never take it from a caller unchecked.
 *
 * @param conference The name of the conference, or its number.
 * @throws {TypeError} If the name is empty, or an option is wrong. Nothing is sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { confBridge } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   const { status } = await confBridge(channel, "standup", { userProfile: "muted" });
 *   if (status === "KICKED") await channel.streamFile("conf-kicked");
 * };
 * ```
 */
export async function confBridge(
  channel: ApplicationChannel,
  conference: string,
  options: ConfBridgeOptions = {},
): Promise<ConfBridgeResult> {
  checkOptions("confBridge", options, ["bridgeProfile", "userProfile", "menu"]);
  const { bridgeProfile, userProfile, menu } = options;
  const { values, hungUp } = await runApplication(channel, {
    application: "ConfBridge",
    args: [
      checkText("confBridge() conference", conference),
      bridgeProfile === undefined ? "" : checkText("confBridge() bridgeProfile", bridgeProfile),
      userProfile === undefined ? "" : checkText("confBridge() userProfile", userProfile),
      menu === undefined ? "" : checkText("confBridge() menu", menu),
    ],
    variables: ["CONFBRIDGE_RESULT"],
  });
  return { status: readStatus("ConfBridge", values.CONFBRIDGE_RESULT, STATUSES), hungUp };
}
