import {
  checkDestination,
  checkDuration,
  checkList,
  checkOptions,
  checkSeconds,
  checkWithout,
} from "./_check.ts";
import { Letters, type Party } from "./_letters.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  failedApplication,
  readDuration,
  readStatus,
  runApplication,
} from "./_run.ts";

/**
 * `DIALSTATUS`, which says how a {@linkcode dial} ended.
 *
 * | Status | Meaning |
 * | --- | --- |
 * | `ANSWER` | a destination answered, and the call between the two has ended |
 * | `BUSY` | all destinations were busy |
 * | `CANCEL` | the caller hung up before an answer |
 * | `CHANUNAVAIL` | no destination can be reached: unknown, or not registered |
 * | `CONGESTION` | the network or the other side refused |
 * | `NOANSWER` | no destination answered within `timeout` |
 * | `DONTCALL`, `TORTURE` | the called party's choice in screening mode (`P`, `p`) |
 */
export type DialStatus =
  | "ANSWER"
  | "BUSY"
  | "CANCEL"
  | "CHANUNAVAIL"
  | "CONGESTION"
  | "DONTCALL"
  | "NOANSWER"
  | "TORTURE";

const STATUSES: readonly DialStatus[] = [
  "ANSWER",
  "BUSY",
  "CANCEL",
  "CHANUNAVAIL",
  "CONGESTION",
  "DONTCALL",
  "NOANSWER",
  "TORTURE",
];

/** Options of {@linkcode dial}. Durations are milliseconds. */
export interface DialOptions {
  /** How long the destinations ring. Without it they ring until the caller hangs up. */
  timeout?: number;
  /** The caller hears ringing, whatever the destination sends; a text is a tone (`r`). */
  ring?: boolean | string;
  /** The caller hears music on hold until somebody answers; a text is its class (`m`). */
  music?: boolean | string;
  /** Ends the call after that many milliseconds of conversation (`L`). */
  maxDuration?: number;
  /** Warns both parties when that much of `maxDuration` is left. */
  warnAt?: number;
  /** The interval between repeated warnings. */
  warnEvery?: number;
  /** A sound file that the called party hears before it is connected (`A`). */
  announce?: string;
  /**
   * Keys to send to the called party after the answer: `0` to `9`, `*`, `#`, `A` to `D`, `w` to
   * wait (`D`).
   */
  sendDigits?: string;
  /** Who may transfer the other by the keys of `features.conf` (`T`, `t`). */
  allowTransfer?: Party;
  /** Who may hang up by the keys of `features.conf` (`H`, `h`). */
  allowHangup?: Party;
  /** Who may park the call by the keys of `features.conf` (`K`, `k`). */
  allowParking?: Party;
  /** Ignores call forwarding of the destinations (`i`). */
  ignoreForwarding?: boolean;
  /** Marks the call as answered elsewhere on phones that stop ringing (`c`). */
  answeredElsewhere?: boolean;
  /**
   * More option letters, as the dialplan writes them: `"b(context^s^1)"`. Never a caller's text.
   */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof DialOptions)[] = [
  "timeout",
  "ring",
  "music",
  "maxDuration",
  "warnAt",
  "warnEvery",
  "announce",
  "sendDigits",
  "allowTransfer",
  "allowHangup",
  "allowParking",
  "ignoreForwarding",
  "answeredElsewhere",
  "rawOptions",
];

/** How a {@linkcode dial} ended. */
export interface DialResult extends ApplicationResult {
  /** How it ended. */
  readonly status: DialStatus;
  /** The channel that answered, e.g. `PJSIP/100-00000002`; `null` if none did. */
  readonly peer: string | null;
  /** The number or resource that was dialed for it; `null` without an answer. */
  readonly peerNumber: string | null;
  /** How long the two were connected, in milliseconds; 0 without an answer. */
  readonly answeredTime: number;
  /** The time from the start of the dial to its end, in milliseconds; `null` without an answer. */
  readonly dialedTime: number | null;
  /** The Q.850 cause of the channel, e.g. 17 for busy; 0 for none. */
  readonly cause: number;
}

/**
 * Calls one or several devices, connects the first that answers with the caller, and waits until
 * that call ends. The caller's channel is answered when a device answers.
 *
 * Also resolves when the caller hangs up, before the answer or after it, with `hungUp: true`, so
 * that a handler can still record the length of the call.
 *
 * Runs `Dial(destinations,timeout,g...)`. The option `g` is always set; it only makes the return
 * value of `EXEC` a 0 when the called party hangs up. The result is read from `DIALSTATUS`,
 * `DIALEDPEERNAME`, `DIALEDPEERNUMBER`, `ANSWEREDTIME_MS`, `DIALEDTIME_MS` and `HANGUPCAUSE`.
 *
 * Anyone who can choose a destination can call anywhere: never take it from a caller unchecked.
 *
 * @param destinations One `Technology/Resource` or several, which ring together.
 * @throws {TypeError} If a destination is not a `Technology/Resource` or holds `&`, or an option is
 * wrong. Nothing is sent then.
 * @throws {RangeError} If a duration is not above 0.
 * @throws {AgiAppError} If Asterisk refuses the options.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { dial } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status, answeredTime } = await dial(channel, ["PJSIP/anna", "PJSIP/bert"], {
 *     timeout: 20_000,
 *     music: true,
 *   });
 *   if (status === "ANSWER") console.log(`talked for ${answeredTime} ms`);
 *   else await channel.streamFile("vm-nobodyavail");
 * };
 * ```
 */
export async function dial(
  channel: ApplicationChannel,
  destinations: string | readonly string[],
  options: DialOptions = {},
): Promise<DialResult> {
  checkOptions("dial", options, OPTIONS);
  const { values, hungUp } = await runApplication(channel, {
    application: "Dial",
    args: [
      checkList("dial() destination", destinations, checkDestination),
      checkSeconds("dial() timeout", options.timeout),
      lettersOf(options),
    ],
    variables: [
      "DIALSTATUS",
      "DIALEDPEERNAME",
      "DIALEDPEERNUMBER",
      "ANSWEREDTIME_MS",
      "ANSWEREDTIME",
      "DIALEDTIME_MS",
      "DIALEDTIME",
      "HANGUPCAUSE",
    ],
  });
  const status = values.DIALSTATUS;
  if (status === "" || status === "INVALIDARGS") {
    throw failedApplication("Dial", "Asterisk refused its options (see Asterisk's log)");
  }
  return {
    status: readStatus("Dial", status, STATUSES),
    peer: values.DIALEDPEERNAME || null,
    peerNumber: values.DIALEDPEERNUMBER || null,
    answeredTime: readDuration(values.ANSWEREDTIME_MS, values.ANSWEREDTIME) ?? 0,
    dialedTime: readDuration(values.DIALEDTIME_MS, values.DIALEDTIME),
    cause: Number(values.HANGUPCAUSE) || 0,
    hungUp,
  };
}

function lettersOf(options: DialOptions): string {
  const letters = new Letters("dial")
    .flagOrText("r", "ring", options.ring)
    .flagOrText("m", "music", options.music)
    .argument("L", limitOf(options))
    .argument("A", announcementOf(options))
    .argument("D", digitsOf(options))
    .party({ caller: "T", callee: "t" }, "allowTransfer", options.allowTransfer)
    .party({ caller: "H", callee: "h" }, "allowHangup", options.allowHangup)
    .party({ caller: "K", callee: "k" }, "allowParking", options.allowParking)
    .flag("i", "ignoreForwarding", options.ignoreForwarding)
    .flag("c", "answeredElsewhere", options.answeredElsewhere)
    .raw(options.rawOptions);
  return `g${letters}`;
}

/** The argument of `L`: milliseconds, then those of the warnings. */
function limitOf({ maxDuration, warnAt, warnEvery }: DialOptions): string | undefined {
  if (warnEvery !== undefined && warnAt === undefined) {
    throw new TypeError("dial() warnEvery requires warnAt");
  }
  if (warnAt !== undefined && maxDuration === undefined) {
    throw new TypeError("dial() warnAt requires maxDuration");
  }
  if (maxDuration === undefined) return undefined;
  return Object.entries({ maxDuration, warnAt, warnEvery })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => Math.ceil(checkDuration(`dial() ${name}`, value))).join(":");
}

/** A `:` would begin the file for the caller. */
function announcementOf({ announce }: DialOptions): string | undefined {
  return announce === undefined ? undefined : checkWithout("dial() announce", announce, "()\":&'");
}

function digitsOf({ sendDigits }: DialOptions): string | undefined {
  if (sendDigits === undefined) return undefined;
  if (typeof sendDigits === "string" && /^[0-9A-Da-d*#wW]+$/.test(sendDigits)) return sendDigits;
  throw new TypeError("dial() sendDigits holds something other than 0 to 9, *, #, A to D, w and W");
}
