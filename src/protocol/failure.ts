import type { Command, Reply } from "../command.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  type AgiError,
  AgiInvalidCommandError,
  AgiUnknownError,
  AgiUsageError,
} from "../errors.ts";
import { clip, quoteForMessage, quoteLine } from "./text.ts";

/** Digits that a caller may have entered, in a name that a handler built from them. */
const ENTERED = /[0-9#*]{3,}/g;

/**
 * Formats a command for messages and `AgiException.command`: its verb and its target, e.g.
 * `STREAM FILE "menu/welcome"`. Other arguments are omitted because a caller may have entered them.
 */
export function describeCommand(
  { verb, target }: Pick<Command<unknown>, "verb" | "target">,
): string {
  return target === undefined || target === ""
    ? clip(verb)
    : `${clip(verb)} ${
      quoteForMessage(target.replaceAll(ENTERED, (run) => "*".repeat(run.length)))
    }`;
}

/** Creates the error for a reply with a status other than 200. */
export function replyError(command: Command<unknown>, reply: Reply): AgiError {
  const name = describeCommand(command);
  const options = { items: itemsOf(reply), command: name };
  switch (reply.status) {
    case 503:
      return new AgiAppError(`${name} failed: Asterisk is out of memory (503)`, options);
    case 510:
      return new AgiInvalidCommandError(
        `${name} failed: Asterisk has no such command (510)`,
        options,
      );
    case 511:
      return new AgiDeadChannelError(
        `${name} failed: not permitted on a channel that was hung up (511)`,
        options,
      );
    case 520:
      return new AgiUsageError(
        `Invalid arguments for ${name}: Asterisk replied 520 (see the usage property)`,
        { ...options, usage: reply.text },
      );
    default:
      return new AgiUnknownError(
        `Unreadable reply to ${name}: ${quoteLine(`${reply.status} ${reply.text}`)}`,
        options,
      );
  }
}

/**
 * Completes an error that `parse` threw: prepends the command to the message and adds the reply.
 */
export function parseError(command: Command<unknown>, reply: Reply, error: unknown): unknown {
  const name = describeCommand(command);
  if (error instanceof AgiAppError && error.command === undefined) {
    const items = { ...itemsOf(reply), ...error.items };
    return new AgiAppError(`${name} failed: ${error.message}`, { items, command: name });
  }
  if (error instanceof AgiUnknownError && error.command === undefined) {
    const said = quoteLine(`${reply.status} result=${reply.result} ${reply.text}`.trim());
    const items = itemsOf(reply);
    return new AgiUnknownError(`Unreadable reply to ${name}: ${said}`, { items, command: name });
  }
  return error;
}

function itemsOf({ status, result, text }: Reply): Record<string, string> {
  return { status: `${status}`, result, text };
}
