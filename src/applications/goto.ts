import { checkInteger, checkOptions, checkWithout } from "./_check.ts";
import { type ApplicationChannel, failedApplication, runApplication } from "./_run.ts";

/** A place in the dialplan. */
export interface GotoPlace {
  /** The context; that of the call by default. */
  context?: string;
  /** The extension; that of the call by default. It is required with a context. */
  extension?: string | number;
  /** The priority: a number from 1 on, or a label. The default is 1. */
  priority?: number | string;
}

/**
 * Sets where the dialplan continues after the handler has returned. Unlike `channel.setContext()`
 * and its siblings it sets all three at once, and accepts labels.
 *
 * Asterisk does not check that the context or extension exists; if not, the call goes to the
 * extension `i`, or ends.
 *
 * Runs `Goto(context,extension,priority)`.
 *
 * @throws {TypeError} If a name is empty or holds a comma, which `Goto` cannot escape, or there is
 * a context without an extension. Nothing is sent then.
 * @throws {RangeError} If the priority is a number below 1.
 * @throws {AgiAppError} If there is no such label.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { goto } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await goto(channel, { context: "after-hours", extension: "s" });
 * };
 * ```
 */
export async function goto(channel: ApplicationChannel, place: GotoPlace): Promise<void> {
  checkOptions("goto", place, ["context", "extension", "priority"]);
  const { context, extension, priority = 1 } = place;
  if (context !== undefined && extension === undefined) {
    throw new TypeError("goto() context requires an extension");
  }
  const { returned } = await runApplication(channel, {
    application: "Goto",
    args: [
      ...context === undefined ? [] : [checkWithout("goto() context", context, ",")],
      ...extension === undefined ? [] : [checkWithout("goto() extension", `${extension}`, ",")],
      typeof priority === "number"
        ? checkInteger("goto() priority", priority, { min: 1, max: 2 ** 31 - 1 })
        : checkWithout("goto() priority", priority, ","),
    ],
    variables: [],
  });
  if (returned === -1) throw failedApplication("Goto", "there is no such label");
}
