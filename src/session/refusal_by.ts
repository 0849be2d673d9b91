import type { Command } from "../command.ts";
import { AgiError } from "../errors.ts";
import type { Turn } from "./turn.ts";

/** Why a command can't be queued: one before it is exclusive and has not ended. */
export function refusalBy(
  exclusive: Turn<unknown> | undefined,
  { verb }: Command<unknown>,
): AgiError | undefined {
  if (exclusive === undefined || exclusive.settled) return undefined;
  return new AgiError(`${verb} was not sent: ${exclusive.command.exclusive}`);
}
