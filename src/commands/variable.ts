import type { AnytimeCommand } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import { checkFilled } from "./_check.ts";
import { mayBeCut } from "./_cut.ts";
import { readText, readYes, unreadable } from "./_read.ts";

/** Asterisk silently truncates longer values. */
const MAX_VALUE_BYTES = 1023;

/**
 * Reads a channel variable, a global variable or a dialplan function, e.g. `CALLERID(num)`. Returns
 * `null` if it is not set; an empty value is `""`.
 *
 * Sends `GET VARIABLE name`, which returns at most 1,023 bytes of a value, for some functions
 * 1,020. A value of that length may be truncated, and the command fails. {@linkcode readVariable}
 * reads values of any length.
 *
 * Anyone who can choose the name can run functions such as `SHELL()`: never take it from a caller.
 *
 * @throws {TypeError} If `name` is empty.
 * @throws {AgiAppError} When sent, if the value may be truncated; it is in `items.value`.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const account = await channel.getVariable("CHANNEL(accountcode)") ?? "none";
 *   await channel.verbose(`account: ${account}`);
 * };
 * ```
 */
export function getVariable(name: string): AnytimeCommand<string | null> {
  const verb = "GET VARIABLE";
  return {
    verb,
    target: name,
    args: [checkFilled("name", name)],
    allowedOnDeadChannel: true,
    freeText: true,
    parse(reply) {
      if (!readYes(reply)) return null;
      const value = readText(reply);
      if (value === null) throw unreadable();
      if (mayBeCut(value, name, MAX_VALUE_BYTES)) {
        throw new AgiAppError(
          `the value may be truncated to ${MAX_VALUE_BYTES} bytes (use readVariable instead)`,
          { items: { value } },
        );
      }
      return value;
    },
  };
}

/**
 * Sets a channel variable, or writes to a dialplan function, e.g. `CALLERID(name)`. If the name
 * starts with `_` or `__`, channels created by this one inherit the variable.
 *
 * Sends `SET VARIABLE name value`. Asterisk does not report that a function refused or truncated
 * the value.
 *
 * Anyone who can choose the name can write to functions such as `SHELL()`: never take it from a
 * caller.
 *
 * @param value The value. It cannot contain CR, LF or NUL, which AGI cannot escape.
 * @throws {TypeError} If `name` is empty, which would make Asterisk read beyond its memory.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setVariable("LANGUAGE_CHOICE", "de");
 * };
 * ```
 */
export function setVariable(name: string, value: string | number): AnytimeCommand<void> {
  return {
    verb: "SET VARIABLE",
    target: name,
    args: [checkFilled("name", name), `${value}`],
    allowedOnDeadChannel: true,
    parse(reply) {
      if (!readYes(reply)) throw unreadable();
    },
  };
}

/**
 * Evaluates each `${...}` and `$[...]` in a text, as the dialplan does, and returns the result.
 * Returns `null` if no channel has the given name. A variable that is not set becomes `""`. A text
 * without `${` and `$[` is returned unchanged.
 *
 * Sends `GET FULL VARIABLE expression [channelname]`. The result can have any length, but most
 * functions in it return at most 4,095 bytes.
 *
 * The expression is a program: `${SHELL(...)}` runs a command on Asterisk's machine, `${FILE(...)}`
 * reads and writes files, `${CURL(...)}` accesses the network. `${` cannot be escaped, so never
 * include anything that a caller entered. {@linkcode readVariable} accepts only a name.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this channel by default.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const sum = await channel.getFullVariable("$[${EPOCH} + 60]");
 *   await channel.verbose(`in a minute it is ${sum}`);
 * };
 * ```
 */
export function getFullVariable(
  expression: string,
  channel?: string,
): AnytimeCommand<string | null> {
  const verb = "GET FULL VARIABLE";
  return {
    verb,
    args: channel === undefined ? [expression] : [expression, channel],
    allowedOnDeadChannel: true,
    freeText: true,
    parse(reply) {
      if (!readYes(reply)) return null;
      const text = readText(reply);
      if (text === null) throw unreadable();
      return text;
    },
  };
}
