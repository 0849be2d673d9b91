/**
 * Recovers from lines that something else wrote to Asterisk: a child process or a library that
 * prints to the standard output of a script.
 *
 * @module
 */
import type { Command, Reply } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import { describeCommand } from "../protocol/failure.ts";
import type { Answered } from "./in_flight.ts";
import type { Turn } from "./turn.ts";

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

/**
 * Whether a stray line may have stopped a command, or have become part of its line: the only reply
 * is a refusal, or says that the command was interrupted. Asterisk runs it no longer, so it can be
 * sent again.
 */
export function isDisturbed(
  turn: Turn<unknown>,
  { reply, stray }: Answered,
  environment: Pick<Environment, "enhanced">,
): boolean {
  if (reply === undefined || turn.stopReason !== undefined || turn.settled) return false;
  if (isRefusal(reply)) {
    return reply.status === 510 || stray !== undefined || turn.canInterrupt(environment);
  }
  return stray !== undefined && reply.result === turn.command.interruptedResult;
}

/** The error for a command that stray lines stopped twice. */
export function disturbedError(command: Command<unknown>): AgiAppError {
  const name = describeCommand(command);
  return new AgiAppError(
    `${name} failed: something else wrote to standard output, which stopped it twice`,
    { command: name },
  );
}
