import { checkList, checkOneOf, checkOptions, checkWithout } from "./_check.ts";
import { Letters } from "./_letters.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/**
 * `VMSTATUS`, which says how a {@linkcode voicemail} ended: `SUCCESS` if there is a message,
 * `USEREXIT` if the caller left by a key, `FAILED` without a message or for an unknown mailbox.
 */
export type VoicemailStatus = "SUCCESS" | "USEREXIT" | "FAILED";

const STATUSES: readonly VoicemailStatus[] = ["SUCCESS", "USEREXIT", "FAILED"];

/** Options of {@linkcode voicemail}. */
export interface VoicemailOptions {
  /** The greeting for a busy line (`b`) or for an absent owner (`u`). None by default. */
  greeting?: "busy" | "unavailable";
  /** Skips the instructions (`s`). */
  skipInstructions?: boolean;
  /** Plays the greeting before the channel is answered (`e`). */
  earlyMedia?: boolean;
  /** The file of the beep, or `false` for none (`t`). Asterisk's own by default. */
  beep?: string | false;
  /** Marks the message as urgent (`U`). */
  urgent?: boolean;
  /** More option letters, as the dialplan writes them. Never a caller's text. */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof VoicemailOptions)[] = [
  "greeting",
  "skipInstructions",
  "earlyMedia",
  "beep",
  "urgent",
  "rawOptions",
];

/** How a {@linkcode voicemail} ended. */
export interface VoicemailResult extends ApplicationResult {
  /** How it ended. */
  readonly status: VoicemailStatus;
  /** The message's file, without its extension; `null` if there is no message. */
  readonly file: string | null;
}

/**
 * Lets the caller leave a message in one or several mailboxes. A caller who hangs up at the end of
 * the message, as most do, leaves one as well: the result is `SUCCESS` with `hungUp: true`.
 *
 * Runs `VoiceMail(mailboxes,options)`, and reads `VMSTATUS` and `VM_MESSAGEFILE`.
 *
 * @param mailboxes One mailbox or several, `100` or `100@context`.
 * @throws {TypeError} If a mailbox holds a blank or one of `& ( ) ' " , |`, or an option is wrong.
 * Nothing is sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { voicemail } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status } = await voicemail(channel, "100@default", { greeting: "unavailable" });
 *   console.log(status);
 * };
 * ```
 */
export async function voicemail(
  channel: ApplicationChannel,
  mailboxes: string | readonly string[],
  options: VoicemailOptions = {},
): Promise<VoicemailResult> {
  checkOptions("voicemail", options, OPTIONS);
  const { values, hungUp } = await runApplication(channel, {
    application: "VoiceMail",
    args: [
      checkList(
        "voicemail() mailbox",
        mailboxes,
        (name, value) => checkWithout(name, value, " \t&()'\",|"),
      ),
      lettersOf(options),
    ],
    variables: ["VMSTATUS", "VM_MESSAGEFILE"],
  });
  const status = readStatus("VoiceMail", values.VMSTATUS, STATUSES);
  return { status, file: status === "SUCCESS" ? values.VM_MESSAGEFILE || null : null, hungUp };
}

function lettersOf(options: VoicemailOptions): string {
  const { greeting, beep } = options;
  const letters = new Letters("voicemail")
    .flag("s", "skipInstructions", options.skipInstructions)
    .flag("e", "earlyMedia", options.earlyMedia)
    .flag("U", "urgent", options.urgent);
  if (greeting !== undefined) {
    const known = ["busy", "unavailable"] as const;
    const word = checkOneOf("voicemail() greeting", greeting, known);
    letters.flag(word === "busy" ? "b" : "u", "greeting", true);
  }
  if (beep === false) letters.flag("t", "beep", true);
  else letters.text("t", "beep", beep);
  return `${letters.raw(options.rawOptions)}`;
}
