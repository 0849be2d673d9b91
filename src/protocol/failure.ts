import type { Command, Reply } from "../command.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  type AgiError,
  AgiInvalidCommandError,
  AgiUnknownError,
  AgiUsageError,
} from "../errors.ts";
import { clip, quoteForMessage } from "./text.ts";

/**
 * What a command is called in messages and in `AgiException.command`: its words and its target, e.g.
 * `STREAM FILE "menu/welcome"`. Its other arguments may hold what a caller entered.
 */
export function describeCommand(
  { verb, target }: Pick<Command<unknown>, "verb" | "target">,
): string {
  return target === undefined || target === ""
    ? clip(verb)
    : `${clip(verb)} ${quoteForMessage(target)}`;
}

/** The error that a reply of any status but 200 stands for. */
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
        `${name} failed: Asterisk does not permit it on a channel that is hung up (511)`,
        options,
      );
    case 520:
      return new AgiUsageError(
        `Invalid arguments for ${name}: Asterisk replied 520 (see the usage property)`,
        { ...options, usage: reply.text },
      );
    default:
      return new AgiUnknownError(
        `Unreadable reply to ${name}: ${quoteMasked(`${reply.status} ${reply.text}`)}`,
        options,
      );
  }
}

/** Completes what `parse` threw: puts the command before the reason, and the reply into the items. */
export function parseError(command: Command<unknown>, reply: Reply, error: unknown): unknown {
  const name = describeCommand(command);
  if (error instanceof AgiAppError && error.command === undefined) {
    const items = { ...itemsOf(reply), ...error.items };
    return new AgiAppError(`${name} failed: ${error.message}`, { items, command: name });
  }
  if (error instanceof AgiUnknownError && error.command === undefined) {
    const said = quoteMasked(`${reply.status} result=${reply.result} ${reply.text}`.trim());
    const items = itemsOf(reply);
    return new AgiUnknownError(`Unreadable reply to ${name}: ${said}`, { items, command: name });
  }
  return error;
}

/** Quotes what Asterisk sent, for a message; of the keys that a caller may have pressed nothing is left. */
export function quoteMasked(line: string): string {
  const [status = ""] = /^\d{3}(?=[ -])/.exec(line) ?? [];
  return quoteForMessage(status + line.slice(status.length).replaceAll(/[\d*#]/g, "x"));
}

function itemsOf({ status, result, text }: Reply): Record<string, string> {
  return { status: `${status}`, result, text };
}
