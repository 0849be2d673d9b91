/**
 * Distinguishes a hangup from other ends of a call.
 *
 * @module
 */
import type { Command, Reply } from "../command.ts";
import { AgiHangup, AgiSighupHangup, AgiSigpipeHangup } from "../errors.ts";

/** Checks whether the channel is alive: Asterisk replies 200 if it is, 511 if not. */
export const CHANNEL_STATUS: Command<void> = {
  verb: "CHANNEL STATUS",
  args: [],
  allowedOnDeadChannel: false,
  parse: () => {},
};

/** Whether a reply is ambiguous: a hangup, or a failure of the command itself. */
export function isAmbiguous(
  { hangupOnMinusOne }: Command<unknown>,
  { result, text }: Reply,
): boolean {
  return result === "-1" && (hangupOnMinusOne === "bare" ? text === "" : !!hangupOnMinusOne);
}

/**
 * Whether the reply to a command that the hangup ends has still to be read: Asterisk writes it, then
 * sends SIGHUP, so it is in the pipe. In all other cases it would have been read before the hangup.
 */
export function replyComesAfter(hangup: AgiHangup): boolean {
  return hangup instanceof AgiSighupHangup;
}

/**
 * Calls `onHangup` when the signal aborts, immediately if it has aborted already. Returns a function
 * that stops listening.
 */
export function onHangupSignal(
  signal: AbortSignal,
  onHangup: (reason: AgiHangup) => void,
): () => void {
  const listener = () => onHangup(hangupOf(signal));
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener);
  return () => signal.removeEventListener("abort", listener);
}

/** The hangup that an aborted signal stands for: its reason, if that is an `AgiHangup`. */
function hangupOf({ reason }: AbortSignal): AgiHangup {
  if (reason instanceof AgiHangup) return reason;
  return new AgiHangup("The call was ended", { cause: reason, source: "signal" });
}

/** The hangup for the end of the connection; `cause` is the reason, if known. */
export function hangupOfEnd(cause: unknown, when: string): AgiSigpipeHangup {
  return new AgiSigpipeHangup(`The connection to Asterisk ended ${when}`, { cause });
}
