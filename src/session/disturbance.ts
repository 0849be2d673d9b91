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
function isDisturbed(
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

/** Whether the session must send the line of a command again, which it does once. */
export function mustResend(
  turn: Turn<unknown>,
  answered: Answered,
  environment: Pick<Environment, "enhanced">,
): boolean {
  if (turn.resent || !isDisturbed(turn, answered, environment)) return false;
  turn.resent = true;
  if (answered.stray === undefined) turn.refusal = answered.reply?.status;
  return true;
}

/**
 * Rejects a command that was disturbed again after it was sent again. Returns the status of the reply
 * that turned out to be for a stray line, if there was one.
 */
export function concludeResend(
  turn: Turn<unknown>,
  answered: Answered,
  environment: Pick<Environment, "enhanced">,
): number | undefined {
  if (!turn.resent) return undefined;
  const disturbed = isDisturbed(turn, answered, environment);
  // A command that cannot be interrupted was refused itself.
  if (disturbed && !turn.canInterrupt(environment)) return undefined;
  const { refusal } = turn;
  turn.refusal = undefined;
  if (disturbed) turn.reject(disturbedError(turn.command));
  return refusal;
}

/** The error for a command that stray lines stopped twice. */
function disturbedError(command: Command<unknown>): AgiAppError {
  const name = describeCommand(command);
  return new AgiAppError(
    `${name} failed: something else wrote to standard output, which stopped it twice`,
    { command: name },
  );
}
