import {
  checkFile,
  checkInteger,
  checkList,
  checkOptions,
  checkText,
  checkWholeSeconds,
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
 * How a {@linkcode queue} ended: `QUEUESTATUS`, and two values for cases without a status.
 *
 * | Status | Meaning |
 * | --- | --- |
 * | `CONTINUE` | an agent talked with the caller, and that call has ended |
 * | `TIMEOUT` | no agent answered within `timeout` |
 * | `FULL` | the queue is full |
 * | `JOINEMPTY`, `JOINUNAVAIL` | the queue has no agents, or none that can take a call |
 * | `LEAVEEMPTY`, `LEAVEUNAVAIL` | the same, while the caller waited |
 * | `WITHDRAW` | the caller was removed from the queue (AMI `QueueWithdrawCaller`) |
 * | `ABANDONED` | the caller hung up while waiting; Asterisk sets `ABANDONED`, and no status |
 * | `NONE` | Asterisk set no status: the caller left by a key of the queue's `context` |
 */
export type QueueStatus =
  | "CONTINUE"
  | "FULL"
  | "JOINEMPTY"
  | "JOINUNAVAIL"
  | "LEAVEEMPTY"
  | "LEAVEUNAVAIL"
  | "TIMEOUT"
  | "WITHDRAW"
  | "ABANDONED"
  | "NONE";

const STATUSES: readonly QueueStatus[] = [
  "CONTINUE",
  "FULL",
  "JOINEMPTY",
  "JOINUNAVAIL",
  "LEAVEEMPTY",
  "LEAVEUNAVAIL",
  "TIMEOUT",
  "WITHDRAW",
];

/** Options of {@linkcode queue}. */
export interface QueueOptions {
  /**
   * How long the caller waits, in milliseconds, rounded up to seconds. Without it there is no
   * limit.
   */
  timeout?: number;
  /** The caller hears ringing, not music (`r`). */
  ring?: boolean;
  /** Leaves the queue after the first round in which no agent answered (`n`). */
  noRetries?: boolean;
  /** Sound files that the agent hears first, instead of those in `queues.conf`. */
  announce?: string | readonly string[];
  /** A subroutine of the dialplan that runs on the agent's channel: its context. */
  gosub?: string;
  /** The rule of `queuerules.conf` to use. */
  rule?: string;
  /** The place in the queue, from 1 on. */
  position?: number;
  /** Who may transfer the other by the keys of `features.conf` (`T`, `t`). */
  allowTransfer?: Party;
  /** Who may hang up by `*` (`H`, `h`). */
  allowHangup?: Party;
  /** Ignores call forwarding of the agents (`i`). */
  ignoreForwarding?: boolean;
  /** More option letters, as the dialplan writes them. Never a caller's text. */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof QueueOptions)[] = [
  "timeout",
  "ring",
  "noRetries",
  "announce",
  "gosub",
  "rule",
  "position",
  "allowTransfer",
  "allowHangup",
  "ignoreForwarding",
  "rawOptions",
];

/** How a {@linkcode queue} ended. Durations are milliseconds. */
export interface QueueResult extends ApplicationResult {
  /** How it ended. */
  readonly status: QueueStatus;
  /**
   * How long the caller waited; `null` if the caller did not enter the queue, and before Asterisk
   * 20.19, 22.9 and 23.3.
   */
  readonly waitTime: number | null;
  /**
   * How long the caller talked with an agent; 0 if not at all, `null` after a talk before Asterisk
   * 20.19, 22.9 and 23.3.
   */
  readonly answeredTime: number | null;
  /** The text of the withdrawal if the status is `WITHDRAW`; else `null`. */
  readonly withdrawInfo: string | null;
}

/**
 * Lets the caller wait in a queue for an agent, and talk with one. It does not answer the channel:
 * `channel.answer()` first, or the caller hears no music.
 *
 * Also resolves when the caller hangs up, waiting or talking, with `hungUp: true`.
 *
 * Runs `Queue(name,c...,,announce,timeout,,gosub,rule,position)`. The option `c` is always set: it
 * makes Asterisk set `QUEUESTATUS` also when an agent has answered. The result is read from
 * `QUEUESTATUS`, `ABANDONED`, `QUEUEWAIT_MS`, `ANSWEREDTIME_MS` and `QUEUE_WITHDRAW_INFO`. Up to
 * Asterisk 20 there is an argument for a macro before `gosub`, which is left empty.
 *
 * @param name The queue, as in `queues.conf`.
 * @throws {TypeError} If the name is empty, or an option is wrong. Nothing is sent then.
 * @throws {RangeError} If `timeout` is not above 0, or `position` is below 1.
 * @throws {AgiAppError} If there is no such queue.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { queue, voicemail } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   const { status, hungUp } = await queue(channel, "support", { timeout: 120_000 });
 *   if (status !== "CONTINUE" && !hungUp) await voicemail(channel, "100@default");
 * };
 * ```
 */
export async function queue(
  channel: ApplicationChannel,
  name: string,
  options: QueueOptions = {},
): Promise<QueueResult> {
  checkOptions("queue", options, OPTIONS);
  const { announce, gosub, rule, position } = options;
  const { values, hungUp } = await runApplication(channel, {
    application: "Queue",
    args: [
      checkText("queue() name", name),
      lettersOf(options),
      "",
      announce === undefined ? "" : checkList("queue() announce", announce, checkFile),
      checkWholeSeconds("queue() timeout", options.timeout),
      "",
      ...takesMacro(channel) ? [""] : [],
      gosub === undefined ? "" : checkText("queue() gosub", gosub),
      rule === undefined ? "" : checkText("queue() rule", rule),
      position === undefined
        ? ""
        : checkInteger("queue() position", position, { min: 1, max: 1_000_000 }),
    ],
    variables: [
      "QUEUESTATUS",
      "ABANDONED",
      "QUEUEWAIT_MS",
      "QUEUEWAIT",
      "ANSWEREDTIME_MS",
      "ANSWEREDTIME",
      "QUEUE_WITHDRAW_INFO",
    ],
    clear: ["QUEUESTATUS"],
  });
  if (values.QUEUESTATUS === "UNKNOWN") throw failedApplication("Queue", "there is no such queue");
  const status = statusOf(values.QUEUESTATUS, values.ABANDONED);
  return {
    status,
    waitTime: readDuration(values.QUEUEWAIT_MS, values.QUEUEWAIT),
    // Older versions do not measure these times.
    answeredTime: readDuration(values.ANSWEREDTIME_MS, values.ANSWEREDTIME) ??
      (status === "CONTINUE" ? null : 0),
    withdrawInfo: status === "WITHDRAW" ? values.QUEUE_WITHDRAW_INFO : null,
    hungUp,
  };
}

/** Whether `Queue` has an argument for a macro, as up to Asterisk 20. */
function takesMacro(channel: ApplicationChannel): boolean {
  if (!("environment" in channel)) return false;
  const [, major = ""] = /^\D*(\d+)\./.exec(channel.environment.version) ?? [];
  return major !== "" && Number(major) < 21;
}

function statusOf(status: string, abandoned: string): QueueStatus {
  if (status !== "") return readStatus("Queue", status, STATUSES);
  return abandoned === "TRUE" ? "ABANDONED" : "NONE";
}

function lettersOf(options: QueueOptions): string {
  const letters = new Letters("queue")
    .flag("r", "ring", options.ring)
    .flag("n", "noRetries", options.noRetries)
    .party({ caller: "T", callee: "t" }, "allowTransfer", options.allowTransfer)
    .party({ caller: "H", callee: "h" }, "allowHangup", options.allowHangup)
    .flag("i", "ignoreForwarding", options.ignoreForwarding)
    .raw(options.rawOptions);
  return `c${letters}`;
}
