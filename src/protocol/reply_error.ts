import type { Command, Reply } from "../command.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  type AgiError,
  AgiInvalidCommandError,
  AgiUnknownError,
  AgiUsageError,
} from "../errors.ts";
import { formatCommand } from "./request.ts";
import { quoteLine, quoteMasked } from "./text.ts";

/** The error that a reply of any status but 200 stands for. */
export function replyError(command: Command<unknown>, reply: Reply): AgiError {
  const { verb } = command;
  const { status, result, text } = reply;
  const options = { items: { status: `${status}`, result, text }, command: formatCommand(command) };
  switch (status) {
    case 503:
      return new AgiAppError(`Cannot do ${verb}: Asterisk says ${quoteMasked(text)}`, options);
    case 510:
      return new AgiInvalidCommandError(`Cannot do ${verb}: Asterisk has no such command`, options);
    case 511:
      return new AgiDeadChannelError(
        `Cannot do ${verb}: Asterisk does not permit it on a channel that is hung up`,
        options,
      );
    case 520:
      return new AgiUsageError(
        `Cannot do ${verb}: Asterisk says that this is not its usage`,
        { ...options, usage: text },
      );
    default:
      return new AgiUnknownError(
        `Cannot understand the reply to ${verb}: ${quoteLine(`${status} ${text}`)}`,
        options,
      );
  }
}
