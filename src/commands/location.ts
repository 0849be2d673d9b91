import type { Command } from "../command.ts";
import { checkFilled, checkPriority } from "./_check.ts";
import { readDone } from "./_read.ts";

/**
 * Sets the context in which the dialplan continues after the handler.
 *
 * Sends `SET CONTEXT context`. Asterisk does not check it: if the context does not exist, the call
 * ends.
 *
 * @throws {TypeError} If `context` is empty.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setContext("support");
 *   await channel.setExtension("s");
 *   await channel.setPriority(1);
 * };
 * ```
 */
export function setContext(context: string): Command<void> {
  return {
    verb: "SET CONTEXT",
    args: [checkFilled("context", context)],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}

/**
 * Sets the extension at which the dialplan continues after the handler.
 *
 * Sends `SET EXTENSION extension`. Asterisk does not check it: if the extension does not exist, the
 * call ends.
 *
 * @throws {TypeError} If `extension` is empty.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digits } = await channel.getData("vm-extension", { maxDigits: 3 });
 *   await channel.setExtension(digits === "" ? "s" : digits);
 *   await channel.setPriority(1);
 * };
 * ```
 */
export function setExtension(extension: string | number): Command<void> {
  return {
    verb: "SET EXTENSION",
    args: [checkFilled("extension", `${extension}`)],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}

/**
 * Sets the priority at which the dialplan continues after the handler.
 *
 * Sends `SET PRIORITY priority`. Asterisk looks up a label in the current context and extension, so
 * set these first. It does not check a number: if the priority does not exist, the call ends.
 *
 * @param priority A positive number, or a label.
 * @throws {TypeError} If the label is empty, or starts like a number without being one.
 * @throws {RangeError} If the number is not a positive integer.
 * @throws {AgiUsageError} When sent, if the label does not exist.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.setPriority("after-the-menu");
 * };
 * ```
 */
export function setPriority(priority: number | string): Command<void> {
  return {
    verb: "SET PRIORITY",
    args: [checkPriority("priority", priority)],
    allowedOnDeadChannel: false,
    parse: readDone,
  };
}
