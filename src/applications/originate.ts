import { exec } from "../commands/dialplan.ts";
import {
  checkDestination,
  checkFlag,
  checkInteger,
  checkOptions,
  checkText,
  checkWholeSeconds,
  checkWithout,
} from "./_check.ts";
import { Letters } from "./_letters.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/**
 * `ORIGINATE_STATUS`, which says how an {@linkcode originate} ended: `SUCCESS` if the destination
 * answered (with `async`: if the call was placed), `RINGING` if it only rang until the timeout.
 */
export type OriginateStatus =
  | "SUCCESS"
  | "FAILED"
  | "BUSY"
  | "CONGESTION"
  | "HANGUP"
  | "RINGING"
  | "UNKNOWN";

const STATUSES: readonly OriginateStatus[] = [
  "SUCCESS",
  "FAILED",
  "BUSY",
  "CONGESTION",
  "HANGUP",
  "RINGING",
  "UNKNOWN",
];

/** What the called party is connected to: a place in the dialplan, or an application. */
export type OriginateTarget =
  | {
    /** The context. */
    readonly context: string;
    /** The extension. */
    readonly extension: string | number;
    /** The priority, from 1 on; 1 by default. */
    readonly priority?: number;
  }
  | {
    /** The application. */
    readonly application: string;
    /** Its arguments. */
    readonly args?: readonly (string | number)[];
  };

/** Options of {@linkcode originate}. */
export interface OriginateOptions {
  /** How long it rings, in milliseconds, rounded up to seconds; 30 seconds by default. */
  timeout?: number;
  /** Does not wait for the answer (`a`). */
  async?: boolean;
  /** The caller's number that the called party sees (`c`). */
  callerId?: string;
  /** The caller's name that the called party sees (`n`). */
  callerIdName?: string;
}

/** How an {@linkcode originate} ended. */
export interface OriginateResult extends ApplicationResult {
  /** How it ended. */
  readonly status: OriginateStatus;
}

/**
 * Places another call, independent of the caller's: a callback, or an alarm. It waits for
 * the answer, unless `async` is set.
 *
 * It works after a hangup too: `originate(channel.afterHangup, ...)` calls a caller back who has
 * just hung up.
 *
 * Runs `Originate(destination,exten|app,...)`, and reads `ORIGINATE_STATUS`.
 *
 * Anyone who can choose the destination can call anywhere: never take it from a caller unchecked.
 *
 * @param destination The device to call, as `PJSIP/100`.
 * @param target What the device is connected to when it answers.
 * @throws {TypeError} If the destination is not a `Technology/Resource`, the target is neither a
 * place nor an application, or an option is wrong. Nothing is sent then.
 * @throws {RangeError} If `timeout` is not above 0, or the priority is below 1.
 * @throws {AgiHangup} If the call has already ended, and `channel` is not `afterHangup`.
 *
 * @example
 * ```ts
 * import { originate } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const guard = { context: "alarm", extension: "s" };
 *   const { status } = await originate(channel, "PJSIP/guard", guard, { timeout: 15_000 });
 *   await channel.verbose(`the guard: ${status}`);
 * };
 * ```
 */
export async function originate(
  channel: ApplicationChannel,
  destination: string,
  target: OriginateTarget,
  options: OriginateOptions = {},
): Promise<OriginateResult> {
  checkOptions("originate", options, ["timeout", "async", "callerId", "callerIdName"]);
  const { values, hungUp } = await runApplication(channel, {
    application: "Originate",
    args: [
      checkDestination("originate() destination", destination),
      ...argsOf(target),
      checkWholeSeconds("originate() timeout", options.timeout),
      lettersOf(options),
    ],
    variables: ["ORIGINATE_STATUS"],
  });
  return { status: readStatus("Originate", values.ORIGINATE_STATUS, STATUSES), hungUp };
}

function argsOf(target: OriginateTarget): (string | number)[] {
  if (typeof target === "object" && target !== null && "application" in target) {
    checkOptions("originate", target, ["application", "args"]);
    const { application, args = [] } = target;
    checkText("originate() application", application);
    for (const argument of args) {
      if (argument !== "") checkText("originate() args", `${argument}`);
    }
    // The application splits its options again, so its arguments are escaped again.
    return ["app", application, exec(application, ...args).args[1] ?? "", ""];
  }
  checkOptions("originate", target, ["context", "extension", "priority"]);
  const { context, extension, priority = 1 } = target;
  return [
    "exten",
    checkText("originate() context", context),
    checkText("originate() extension", `${extension}`),
    checkInteger("originate() priority", priority, { min: 1, max: 2 ** 31 - 1 }),
  ];
}

function lettersOf({ async, callerId, callerIdName }: OriginateOptions): string {
  const letters = new Letters("originate");
  if (checkFlag("originate() async", async)) letters.flag("a", "async", true);
  if (callerId !== undefined) {
    letters.argument("c", checkWithout("originate() callerId", callerId, '()"<>'));
  }
  return `${letters.text("n", "callerIdName", callerIdName)}`;
}
