import type { AnytimeCommand } from "../command.ts";
import { AgiAppError } from "../errors.ts";
import { invalidArgument } from "./_check.ts";
import { mayBeCut } from "./_cut.ts";
import { readText, unreadable } from "./_read.ts";

/** Asterisk silently truncates the values of most functions to this size. */
const MAX_FUNCTION_BYTES = 4095;

/**
 * Reads a channel variable, a global variable or a dialplan function, with any length and any
 * content, including newlines. Returns `""` if it is not set; only {@linkcode getVariable}
 * distinguishes that from an empty value.
 *
 * Sends `GET FULL VARIABLE ${name}` followed by a random token that marks the end of the value.
 *
 * The name cannot contain expressions, so Asterisk never evaluates a caller's text in it. But
 * anyone who can choose the whole name can run functions such as `SHELL()`: never take it from a
 * caller.
 *
 * @param name A name of letters, digits and `_`, or a function such as `CALLERID(num)` whose
 * arguments contain only letters, digits, spaces and `_ , . : / @ % = + - * #`.
 * @throws {TypeError} If `name` is anything else.
 * @throws {AgiAppError} When sent, if the value of a function may be truncated, which happens at
 * 4,092 to 4,095 bytes; the value is in `items.value`.
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
          `the value may be truncated (most functions return at most ${MAX_FUNCTION_BYTES} bytes)`,
          { items: { value } },
        );
      }
      return value;
    },
  };
}

function fail(name: string): never {
  throw new TypeError(
    invalidArgument(
      "name",
      name,
      "must be letters, digits and _, or a function such as CALLERID(num) whose arguments contain " +
        "only letters, digits, spaces and _ , . : / @ % = + - * #",
    ),
  );
}
