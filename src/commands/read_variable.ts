import type { AnytimeCommand } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import { quoteMasked } from "../protocol/text.ts";
import { mayBeCut } from "./_cut.ts";
import { readText, unreadable } from "./_read.ts";

/** Asterisk cuts what most functions give, without a word. */
const MAX_FUNCTION_BYTES = 4095;

/**
 * Reads a channel variable, a global variable or a dialplan function whole: of any length, and with
 * anything in it, newlines too. One that is not set gives `""`; only {@linkcode getVariable} tells
 * that from an empty one.
 *
 * Sends `GET FULL VARIABLE ${name}` with a random text behind it, by which the end of the value is
 * found.
 *
 * The name can hold no expression, so that no text of a caller in it is run as dialplan. Yet whoever
 * may choose the whole name can run functions such as `SHELL()`: never take it from a caller.
 *
 * @param name A name of letters, digits and `_`, or a function as `CALLERID(num)`, whose arguments
 * hold letters, digits, blanks and `_ , . : / @ % = + - * #` only.
 * @throws {TypeError} If the name is something else.
 * @throws {AgiAppError} When sent, if a function's value may have been cut, which happens after 4,092
 * to 4,095 bytes; the error has it in `items.value`.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { pin } = JSON.parse(await channel.readVariable("CUSTOMER"));
 *   await channel.sayDigits(pin);
 * };
 * ```
 */
export function readVariable(name: string): AnytimeCommand<string> {
  const verb = "GET FULL VARIABLE";
  const [, argument] = /^\w+(\([\w ,.:/@%=+*#-]*\))?$/.exec(name) ?? fail(name);
  const sentinel = `tipring-${crypto.randomUUID()}`;
  return {
    verb,
    target: name,
    args: [`\${${name}}${sentinel}`],
    allowedOnDeadChannel: true,
    sentinel,
    parse(reply) {
      const text = readText(reply);
      if (reply.result !== "1" || !text?.endsWith(sentinel)) throw unreadable();
      const value = text.slice(0, -sentinel.length);
      if (argument !== undefined && mayBeCut(value, name, MAX_FUNCTION_BYTES)) {
        throw new AgiAppError(
          `Asterisk may have cut the value: most functions give ${MAX_FUNCTION_BYTES} bytes at most`,
          { items: { value } },
        );
      }
      return value;
    },
  };
}

function fail(name: string): never {
  throw new TypeError(
    `Cannot use ${quoteMasked(name)} as name: it must be letters, digits and _, or a function ` +
      "as CALLERID(num) whose arguments hold letters, digits, blanks and _ , . : / @ % = + - * # only",
  );
}
