/**
 * Commands that a stray line stopped, or became part of.
 *
 * @module
 */
import type { Command } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import type { Environment } from "../protocol/environment.ts";
import { describeCommand } from "../protocol/failure.ts";
import type { Answered } from "./in_flight.ts";
import { isRefusal } from "./stray.ts";
import type { Turn } from "./turn.ts";

/**
 * Whether a stray line may have stopped a command, or have become part of its line: the only reply
 * is a refusal, or says that the command was interrupted. Asterisk no longer runs it, so it can be
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
