import type { Command } from "../command.ts";
import { quoteMasked } from "../protocol/text.ts";
import { hasLoneBracket } from "./_brackets.ts";
import { checkPriority } from "./_check.ts";
import { failed, unreadable } from "./_read.ts";

/** The most arguments that a subroutine can take. */
const MAX_ARGUMENTS = 100;

/** Options of {@linkcode gosub}. */
export interface GosubOptions {
  /** Where in the extension it begins: a number from 1 on, or a label. The default is 1. */
  priority?: number | string;
  /** What the subroutine gets as `ARG1`, `ARG2` and so on; at most 100. None by default. */
  args?: readonly (string | number)[];
}

/** How a subroutine ended. */
export interface GosubResult {
  /**
   * Whether it ended by `Return()`. If not it hung up, or came to its end otherwise, and there is no
   * return value.
   */
  completed: boolean;
}

/**
 * Runs a subroutine of the dialplan and waits until it ends. What it gave to `Return()` is in the
 * variable `GOSUB_RETVAL` afterwards.
 *
 * Sends `GOSUB context extension priority [args]`. Asterisk must have loaded `app_stack`.
 *
 * @throws {TypeError} If a name is empty or holds a comma or a bracket, or if an argument holds a
 * comma, a quote, a backslash or a lone bracket: Asterisk would cut it there, and has no escape. Put
 * such a text into a variable instead.
 * @throws {RangeError} If `priority` is a number below 1, or there are more than 100 arguments.
 * @throws {AgiAppError} When sent, if there is no such place in the dialplan.
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
      if (text.startsWith("Gosub")) throw failed(`Asterisk returned "${text}"`);
      throw unreadable();
    },
  };
}

function checkPlace(name: string, value: string): string {
  if (/^[^,()]+$/.test(value)) return value;
  throw new TypeError(
    `Cannot use ${quoteMasked(value)} as ${name}: it must not be empty, nor hold a comma or a ` +
      "bracket",
  );
}

function joinArguments(args: readonly (string | number)[]): string {
  if (args.length > MAX_ARGUMENTS) {
    throw new RangeError(
      `Cannot pass ${args.length} args: a subroutine takes ${MAX_ARGUMENTS} at most`,
    );
  }
  return args.map((argument, index) => {
    const text = `${argument}`;
    if (!/[,"\\]/.test(text) && !hasLoneBracket(text)) return text;
    throw new TypeError(
      `Cannot use ${quoteMasked(text)} as args[${index}]: it must not hold a comma, a quote, ` +
        "a backslash or a lone bracket",
    );
  }).join(",");
}
