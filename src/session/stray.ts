/**
 * Replies to lines that something else wrote to Asterisk: a child process or a library that prints
 * to the standard output of a script.
 *
 * @module
 */
import type { Command, Reply } from "../command.ts";

/** Stands for no command: for the line of something else, or for a probe. */
export const NO_COMMAND: Command<void> = {
  verb: "",
  args: [],
  allowedOnDeadChannel: true,
  parse: () => {},
};

/** Whether a line begins a reply. */
export function isReply(line: string): boolean {
  return /^\d{3}[ -]/.test(line);
}

/** Whether a reply shows that Asterisk ran nothing: 510, or 520. */
export function isRefusal({ status }: Reply): boolean {
  return status === 510 || status === 520;
}
