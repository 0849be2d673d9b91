/**
 * Readers of what the replies of several commands have in common.
 *
 * @module
 */
import type { Reply } from "../command.ts";
import { AgiAppError, AgiUnknownError } from "../errors.ts";
import { quoteMasked } from "../protocol/text.ts";

/** The result as an integer. */
export function readInteger(reply: Reply, verb: string): number {
  if (!/^-?\d{1,15}$/.test(reply.result)) throw unknownReply(reply, verb);
  return Number(reply.result);
}

/** Takes a result that says nothing but that the command was done; -1 is a failure. */
export function readDone(reply: Reply, verb: string): void {
  if (reply.result === "-1") throw failedReply(reply, verb);
  if (!/^\d+$/.test(reply.result)) throw unknownReply(reply, verb);
}

/** A result of 1 for yes and 0 for no. */
export function readYes(reply: Reply, verb: string): boolean {
  if (reply.result !== "0" && reply.result !== "1") throw unknownReply(reply, verb);
  return reply.result === "1";
}

/** A digit that Asterisk tells by its ASCII code; `null` for 0, which is none. -1 is a failure. */
export function readDigit(reply: Reply, verb: string): string | null {
  const code = readInteger(reply, verb);
  if (code === 0) return null;
  if (code === -1) throw failedReply(reply, verb);
  const digit = String.fromCharCode(code);
  if (!/^[0-9A-D*#]$/.test(digit)) throw unknownReply(reply, verb);
  return digit;
}

/** What stands in the parentheses, up to the last one; `null` where there are none. */
export function readText(reply: Reply): string | null {
  const { text } = reply;
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : null;
}

/** The one word in the first parentheses, e.g. `timeout`; `""` where there are none. */
export function readWord(reply: Reply): string {
  return /^\(([^)]*)\)/.exec(reply.text)?.[1] ?? "";
}

/** The number behind `endpos=`. */
export function readEndpos(reply: Reply, verb: string): number {
  const [, endpos] = /(?:^| )endpos=(-?\d{1,15})(?: |$)/.exec(reply.text) ?? [];
  if (endpos === undefined) throw unknownReply(reply, verb);
  return Number(endpos);
}

/** The error for a command that failed while the channel lives. */
export function failedReply(reply: Reply, verb: string, why = "Asterisk says -1"): AgiAppError {
  return new AgiAppError(`Cannot do ${verb}: ${why}`, { items: itemsOf(reply), command: verb });
}

/** The error for a reply that the protocol does not have. */
export function unknownReply(reply: Reply, verb: string): AgiUnknownError {
  const said = `result=${reply.result} ${reply.text}`.trim();
  return new AgiUnknownError(`Cannot understand the reply to ${verb}: ${quoteMasked(said)}`, {
    items: itemsOf(reply),
    command: verb,
  });
}

function itemsOf({ status, result, text }: Reply): Record<string, string> {
  return { status: `${status}`, result, text };
}
