import type { AnytimeCommand } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import { checkFilled } from "./_check.ts";
import { mayBeCut } from "./_cut.ts";
import { readText, readYes, unreadable } from "./_read.ts";

/** Asterisk cuts a longer value, without a word. */
const MAX_VALUE_BYTES = 1023;

/**
 * Reads a channel variable, a global variable or a dialplan function, e.g. `CALLERID(num)`. Returns
 * `null` if it is not set; `""` is a value.
 *
 * Sends `GET VARIABLE name`, which gives at most 1,023 bytes of a value, and of some functions 1,020.
 * One of that length may have been cut, and is refused; the error has it in `items.value`.
 * {@linkcode readVariable} gives values of any length.
 *
 * Whoever may choose the name can run functions such as `SHELL()`: never take it from a caller.
 *
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if the value may have been cut.
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
          `Asterisk may have cut the value: it gives ${MAX_VALUE_BYTES} bytes at most (readVariable() ` +
            "gets longer ones)",
          { items: { value } },
        );
      }
      return value;
    },
  };
}

/**
 * Sets a channel variable, or writes a dialplan function, e.g. `CALLERID(name)`. A name that begins
 * with `_` or `__` is inherited by the channels that this one makes.
 *
 * Sends `SET VARIABLE name value`. Asterisk does not tell when a function refused or cut the value.
 *
 * Whoever may choose the name can write functions such as `SHELL()`: never take it from a caller.
 *
 * @param value The value. It cannot hold CR, LF or NUL, for which AGI has no way.
 * @throws {TypeError} If the name is empty: it makes Asterisk read beyond its memory.
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
 * Lets Asterisk replace each `${...}` and `$[...]` in a text, as the dialplan does. Returns the text
 * that comes out; `null` if there is no channel of that name. A variable that is not set becomes
 * `""`. A text without `${` and `$[` comes back as it is.
 *
 * Sends `GET FULL VARIABLE expression [channelname]`. The text may have any length; a function in it
 * gives mostly 4,095 bytes at most.
 *
 * The expression is a program: `${SHELL(...)}` runs a command of the machine, `${FILE(...)}` reads
 * and writes files, `${CURL(...)}` calls the network. There is no escape for `${`. Never put into it
 * what a caller said; {@linkcode readVariable} takes just a name.
 *
 * @param channel The name of another channel, e.g. `PJSIP/100-00000001`; this one by default.
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
