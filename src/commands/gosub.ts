import type { Command } from "../command.ts";
import { quoteMasked } from "../protocol/text.ts";
import { hasLoneBracket } from "./_brackets.ts";
import { checkPriority, invalidArgument } from "./_check.ts";
import { failed, unreadable } from "./_read.ts";

/** Maximum number of arguments of a subroutine. */
const MAX_ARGUMENTS = 100;

/** Options of {@linkcode gosub}. */
export interface GosubOptions {
  /** Where the subroutine starts: a positive priority, or a label. The default is 1. */
  priority?: number | string;
  /**
   * The arguments that the subroutine gets as `ARG1`, `ARG2`, ...; at most 100. None by default.
   */
  args?: readonly (string | number)[];
}

/** How a subroutine ended. */
export interface GosubResult {
  /**
   * Whether it ended with `Return()`. If not, it hung up or ended in another way, and there is no
   * return value.
   */
  completed: boolean;
}

/**
 * Runs a dialplan subroutine and waits until it ends. Its return value, set by `Return()`, is then
 * in the variable `GOSUB_RETVAL`.
 *
 * Sends `GOSUB context extension priority [args]`. Requires Asterisk's module `app_stack`.
 *
 * @throws {TypeError} If `context` or `extension` is empty or contains a comma or a parenthesis, or
 * if an argument contains a comma, a quote, a backslash or an unbalanced bracket: Asterisk would
 * split it there and has no escape. Put such a text in a variable instead.
 * @throws {RangeError} If `priority` is less than 1, or there are more than 100 arguments.
 * @throws {AgiAppError} When sent, if the dialplan has no such context, extension or priority.
 * @throws {AgiInvalidCommandError} When sent, if `app_stack` is not loaded.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { completed } = await channel.gosub("check-pin", "s", { args: [1234] });
 *   const found = completed ? await channel.getVariable("GOSUB_RETVAL") : null;
 *   await channel.verbose(`the subroutine returned ${found ?? "nothing"}`);
 * };
 * ```
 */
export function gosub(
  context: string,
  extension: string | number,
  options: GosubOptions = {},
): Command<GosubResult> {
  const { priority = 1, args = [] } = options;
  const verb = "GOSUB";
  return {
    verb,
    args: [
      checkPlace("context", context),
      checkPlace("extension", `${extension}`),
      checkPriority("priority", priority),
      ...(args.length === 0 ? [] : [joinArguments(args)]),
    ],
    allowedOnDeadChannel: false,
    hangupOnMinusOne: true,
    parse(reply) {
      const { result, text } = reply;
      if (result === "0" && text.startsWith("Gosub complete")) {
        return { completed: text === "Gosub complete" };
      }
      if (text.startsWith("Gosub")) throw failed(`Asterisk returned ${quoteMasked(text)}`);
      throw unreadable();
    },
  };
}

function checkPlace(name: string, value: string): string {
  if (/^[^,()]+$/.test(value)) return value;
  throw new TypeError(
    invalidArgument(name, value, "must not be empty or contain commas or parentheses"),
  );
}

function joinArguments(args: readonly (string | number)[]): string {
  if (args.length > MAX_ARGUMENTS) {
    throw new RangeError(
      `Invalid args of length ${args.length}: must be at most ${MAX_ARGUMENTS} arguments`,
    );
  }
  return args.map((argument, index) => {
    const text = `${argument}`;
    if (!/[,"\\]/.test(text) && !hasLoneBracket(text)) return text;
    throw new TypeError(
      `Invalid args[${index}]: must not contain commas, quotes, backslashes or unbalanced brackets`,
    );
  }).join(",");
}
