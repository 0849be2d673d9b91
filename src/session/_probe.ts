import type { Command, Reply } from "../command.ts";

/** Asks whether the channel still lives: 200 if it does, 511 if not. */
export const CHANNEL_STATUS: Command<void> = {
  verb: "CHANNEL STATUS",
  args: [],
  allowedOnDeadChannel: false,
  parse: () => {},
};

/** Whether a reply may tell of a hangup as well as of something of the command's own. */
export function isAmbiguous(
  { hangupOnMinusOne }: Command<unknown>,
  { result, text }: Reply,
): boolean {
  return result === "-1" && (hangupOnMinusOne === "bare" ? text === "" : !!hangupOnMinusOne);
}
