/**
 * How a session tells a hangup from other ends.
 *
 * @module
 */
import type { Command, Reply } from "../command.ts";
import { AgiHangup, AgiSigpipeHangup } from "../errors.ts";

/** Asks whether the channel still lives: 200 if it does, 511 if not. */
export const CHANNEL_STATUS: Command<void> = {
  verb: "CHANNEL STATUS",
  args: [],
  allowedOnDeadChannel: false,
  parse: () => {},
};

/** Whether a reply may mean a hangup as well as a failure of the command itself. */
export function isAmbiguous(
  { hangupOnMinusOne }: Command<unknown>,
  { result, text }: Reply,
): boolean {
  return result === "-1" && (hangupOnMinusOne === "bare" ? text === "" : !!hangupOnMinusOne);
}

/** The hangup that a signal reports: its reason, if that is one. */
export function hangupOf({ reason }: AbortSignal): AgiHangup {
  if (reason instanceof AgiHangup) return reason;
  return new AgiHangup("The call was ended", { cause: reason, source: "signal" });
}

/** The hangup that the end of a connection is; `cause` is why it ended, if that is known. */
export function hangupOfEnd(cause: unknown, when: string): AgiSigpipeHangup {
  return new AgiSigpipeHangup(`The connection to Asterisk ended ${when}`, { cause });
}
