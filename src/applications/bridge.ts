import { checkDuration, checkOptions, checkText } from "./_check.ts";
import { Letters, type Party } from "./_letters.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/**
 * `BRIDGERESULT`, which says how a {@linkcode bridge} ended: `NONEXISTENT` if there is no such
 * channel, `LOOP` if the channel is the caller's own.
 */
export type BridgeStatus = "SUCCESS" | "FAILURE" | "LOOP" | "NONEXISTENT" | "INCOMPATIBLE";

const STATUSES: readonly BridgeStatus[] = [
  "SUCCESS",
  "FAILURE",
  "LOOP",
  "NONEXISTENT",
  "INCOMPATIBLE",
];

/** Options of {@linkcode bridge}. */
export interface BridgeOptions {
  /** Plays a tone to the other channel first (`p`). */
  tone?: boolean;
  /** Does not answer the channel first (`n`). */
  noAnswer?: boolean;
  /** Ends the connection after that many milliseconds (`L`). */
  maxDuration?: number;
  /** Hangs up the other channel afterwards; it goes on in the dialplan otherwise (`x`). */
  hangUpOther?: boolean;
  /** Who may transfer the other by the keys of `features.conf` (`T`, `t`). */
  allowTransfer?: Party;
  /** Who may hang up by `*` (`H`, `h`). */
  allowHangup?: Party;
  /** More option letters, as the dialplan writes them. Never a caller's text. */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof BridgeOptions)[] = [
  "tone",
  "noAnswer",
  "maxDuration",
  "hangUpOther",
  "allowTransfer",
  "allowHangup",
  "rawOptions",
];

/** How a {@linkcode bridge} ended. */
export interface BridgeResult extends ApplicationResult {
  /** How it ended. */
  readonly status: BridgeStatus;
}

/**
 * Connects the caller with an existing channel, and waits until one of the two leaves.
 *
 * Runs `Bridge(channel,options)`, and reads `BRIDGERESULT`.
 *
 * Anyone who can choose the channel can talk to anybody: never take it from a caller unchecked.
 *
 * @param other The other channel: its name, the beginning of its name, or its unique id.
 * @throws {TypeError} If the channel is empty, or an option is wrong. Nothing is sent then.
 * @throws {RangeError} If `maxDuration` is not above 0.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { bridge } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const waiting = await channel.databaseGet("waiting", "agent-7");
 *   if (waiting === null) return;
 *   const { status } = await bridge(channel, waiting);
 *   if (status === "NONEXISTENT") await channel.streamFile("the-party-has-gone");
 * };
 * ```
 */
export async function bridge(
  channel: ApplicationChannel,
  other: string,
  options: BridgeOptions = {},
): Promise<BridgeResult> {
  checkOptions("bridge", options, OPTIONS);
  const { maxDuration } = options;
  const letters = new Letters("bridge")
    .flag("p", "tone", options.tone)
    .flag("n", "noAnswer", options.noAnswer)
    .flag("x", "hangUpOther", options.hangUpOther)
    .argument(
      "L",
      maxDuration === undefined
        ? undefined
        : `${Math.ceil(checkDuration("bridge() maxDuration", maxDuration))}`,
    )
    .party({ caller: "T", callee: "t" }, "allowTransfer", options.allowTransfer)
    .party({ caller: "H", callee: "h" }, "allowHangup", options.allowHangup)
    .raw(options.rawOptions);
  const { values, hungUp } = await runApplication(channel, {
    application: "Bridge",
    args: [checkText("bridge() channel", other), `${letters}`],
    variables: ["BRIDGERESULT"],
  });
  return { status: readStatus("Bridge", values.BRIDGERESULT, STATUSES), hungUp };
}
