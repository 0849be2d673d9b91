import type { AnytimeCommand } from "../command.ts";
import { joinAppArguments, loneArgumentWarning } from "./_app_arguments.ts";
import { checkFilled } from "./_check.ts";
import { failed, readInteger } from "./_read.ts";

/**
 * Runs a dialplan application and waits until it ends. Returns the application's return value: 0 on
 * success, -1 if it wants the dialplan to end, as `Dial` does when the other party hangs up. Most
 * applications set a variable with more details, e.g. `DIALSTATUS`; `@tipring/agi/applications` has
 * typed functions that read it.
 *
 * Sends `EXEC application "argument,argument"`. Each argument reaches the application unchanged:
 * commas, quotes, backslashes and unbalanced brackets are escaped, except for applications that take
 * their options as one text without escapes, such as `Set`, `SendText`, `Verbose` and `ExecIf`. So
 * `Dial(PJSIP/100,20)` in the dialplan is `exec("Dial", "PJSIP/100", 20)`. {@linkcode execRaw} takes
 * the options as the dialplan writes them.
 *
 * A lone argument with commas, as in `exec("Dial", "PJSIP/100,20")`, is one argument, which is rarely
 * intended. For applications that take several, a `warning` event reports it; a server reports it
 * once per application.
 *
 * Anyone who can choose the application, or the arguments of one like `System`, can do anything. If
 * the channel variable `AGIEXECFULL` is true, Asterisk also expands `${...}` in the arguments.
 *
 * @param application The name of the application.
 * @param args Its arguments; `""` for an omitted one.
 * @throws {TypeError} If `application` is empty, or an argument of `Goto` contains a comma.
 * @throws {AgiAppError} When sent, if Asterisk has no such application.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.exec("Dial", "PJSIP/100", 20, "m");
 *   await channel.verbose(`it ended by ${await channel.getVariable("DIALSTATUS")}`);
 * };
 * ```
 */
export function exec(application: string, ...args: (string | number)[]): AnytimeCommand<number> {
  const options = args.length === 0 ? undefined : joinAppArguments(application, args);
  const warning = loneArgumentWarning(application, args);
  const command = execRaw(application, options);
  return warning === undefined ? command : { ...command, warning };
}

/**
 * Runs a dialplan application with its options as the dialplan writes them between the parentheses.
 * Returns what {@linkcode exec} returns.
 *
 * Sends `EXEC application "options"`. Nothing in the options is escaped: a comma separates
 * arguments, and a caller's text in them can become other arguments. {@linkcode exec} escapes.
 *
 * @param application The name of the application.
 * @param options Its options, e.g. `"PJSIP/100,20,g"`; none by default.
 * @throws {TypeError} If the name is empty.
 * @throws {AgiAppError} When sent, if Asterisk has no such application.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.execRaw("Dial", "PJSIP/100&PJSIP/200,20,gm(jazz)");
 * };
 * ```
 */
export function execRaw(application: string, options?: string): AnytimeCommand<number> {
  const verb = "EXEC";
  checkFilled("application", application);
  return {
    verb,
    target: application,
    args: options === undefined ? [application] : [application, options],
    allowedOnDeadChannel: true,
    hangupOnMinusOne: true,
    usageFollows: "1",
    parse(reply) {
      const result = readInteger(reply);
      if (result !== -2) return result;
      throw failed("Asterisk has no such application (is its module loaded?)");
    },
  };
}
