import type { Command } from "../command.ts";
import { checkFilled, checkPriority } from "./_check.ts";
import { readDone } from "./_read.ts";

/**
 * Sets the context in which the dialplan goes on when the handler has ended.
 *
 * Sends `SET CONTEXT context`. Asterisk does not check it: if there is no such context the call
 * ends.
 *
 * @throws {TypeError} If it is empty.
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
 * Sets the extension at which the dialplan goes on when the handler has ended.
 *
 * Sends `SET EXTENSION extension`. Asterisk does not check it: if there is no such extension the
 * call ends.
 *
 * @throws {TypeError} If it is empty.
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
 * Sets the priority at which the dialplan goes on when the handler has ended.
 *
 * Sends `SET PRIORITY priority`. A label is looked up in the context and extension that are set by
 * then, so set these first. Asterisk does not check a number: if there is no such priority the call
 * ends.
 *
 * @param priority A number from 1 on, or a label.
 * @throws {TypeError} If the label is empty, or begins like a number without being one.
 * @throws {RangeError} If the number is no integer from 1 on.
 * @throws {AgiUsageError} When sent, if there is no such label.
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
