import type { AnytimeCommand } from "../command.ts";
import { hasLoneBracket } from "./_brackets.ts";
import { checkFilled } from "./_check.ts";
import { failed, readInteger } from "./_read.ts";

/**
 * Runs a dialplan application and waits until it ends. Returns the application's return value: 0 on
 * success, -1 if it wants the dialplan to end, as `Dial` does when the other party hangs up. Most
 * applications set a variable with more details, e.g. `DIALSTATUS`.
 *
 * Sends `EXEC application "argument,argument"`. Each argument reaches the application unchanged:
 * commas, quotes, backslashes and unbalanced brackets are escaped. So `Dial(PJSIP/100,20)` in the
 * dialplan is `exec("Dial", "PJSIP/100", 20)`. A few applications, such as `Set`, do not split
 * their arguments and would see the escapes; use `setVariable` instead of `Set`.
 *
 * Anyone who can choose the application, or the arguments of one like `System`, can do anything. If
 * the channel variable `AGIEXECFULL` is true, Asterisk also expands `${...}` in the arguments.
 *
 * @param application The name of the application.
 * @param args Its arguments; `""` for an omitted one.
 * @throws {TypeError} If `application` is empty.
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
  const verb = "EXEC";
  checkFilled("application", application);
  return {
    verb,
    target: application,
    args: args.length === 0 ? [application] : [application, args.map(escapeArgument).join(",")],
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

/** Escapes an argument so that Asterisk splits it back into exactly this text. */
function escapeArgument(argument: string | number): string {
  const text = `${argument}`;
  return text.replaceAll(hasLoneBracket(text) ? /[\\",()[\]]/g : /[\\",]/g, "\\$&");
}
