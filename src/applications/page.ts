import { checkDestination, checkList, checkOptions, checkWholeSeconds } from "./_check.ts";
import { Letters } from "./_letters.ts";
import { type ApplicationChannel, type ApplicationResult, runApplication } from "./_run.ts";

/** Options of {@linkcode page}. */
export interface PageOptions {
  /** How long the devices may take to answer, in milliseconds, rounded up to seconds. */
  timeout?: number;
  /** Lets the called parties talk, too (`d`). */
  fullDuplex?: boolean;
  /** Plays no beep to the caller (`q`). */
  quiet?: boolean;
  /** Pages only devices that are not in use (`s`). */
  onlyIdle?: boolean;
  /** Records the page (`r`). */
  record?: boolean;
  /** Ignores call forwarding of the devices (`i`). */
  ignoreForwarding?: boolean;
  /** A sound file that all devices play (`A`). */
  announce?: string;
  /** Does not play `announce` to the caller (`n`). */
  skipAnnounceForCaller?: boolean;
  /** More option letters, as the dialplan writes them. Never a caller's text. */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof PageOptions)[] = [
  "timeout",
  "fullDuplex",
  "quiet",
  "onlyIdle",
  "record",
  "ignoreForwarding",
  "announce",
  "skipAnnounceForCaller",
  "rawOptions",
];

/**
 * Calls several devices into a conference in which only the caller talks, and waits until the
 * caller leaves it. Asterisk does not say which devices answered.
 *
 * Runs `Page(destinations,options,timeout)`, which sets no result variable.
 *
 * @param destinations One `Technology/Resource` or several.
 * @throws {TypeError} If a destination is not a `Technology/Resource` or holds `&`, or an option is
 * wrong. Nothing is sent then.
 * @throws {RangeError} If `timeout` is not above 0.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { page } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await page(channel, ["PJSIP/hall", "PJSIP/yard"], { timeout: 5000, quiet: true });
 * };
 * ```
 */
export async function page(
  channel: ApplicationChannel,
  destinations: string | readonly string[],
  options: PageOptions = {},
): Promise<ApplicationResult> {
  checkOptions("page", options, OPTIONS);
  const letters = new Letters("page")
    .flag("d", "fullDuplex", options.fullDuplex)
    .flag("q", "quiet", options.quiet)
    .flag("s", "onlyIdle", options.onlyIdle)
    .flag("r", "record", options.record)
    .flag("i", "ignoreForwarding", options.ignoreForwarding)
    .text("A", "announce", options.announce)
    .flag("n", "skipAnnounceForCaller", options.skipAnnounceForCaller)
    .raw(options.rawOptions);
  const { hungUp } = await runApplication(channel, {
    application: "Page",
    args: [
      checkList("page() destination", destinations, checkDestination),
      `${letters}`,
      checkWholeSeconds("page() timeout", options.timeout),
    ],
    variables: [],
  });
  return { hungUp };
}
