import type { AnytimeCommand } from "../command.ts";
import { hasLoneBracket } from "./_brackets.ts";
import { checkFilled } from "./_check.ts";
import { failed, readInteger } from "./_read.ts";

/**
 * Runs a dialplan application and waits until it ends. Returns what the application returned: 0
 * when it is content, -1 when it wants the dialplan to end, as `Dial` does when the other party hung
 * up. Most applications tell more in a variable, e.g. `DIALSTATUS`.
 *
 * Sends `EXEC application "argument,argument"`. An argument reaches the application as it is given:
 * commas, quotes, backslashes and lone brackets in it are escaped. So `Dial("PJSIP/100,20")` of the
 * dialplan is `exec("Dial", "PJSIP/100", 20)`. A few applications do not split their arguments, and
 * would see the escapes; `Set` is one: use `setVariable`.
 *
 * Whoever may choose the application, or the arguments of one like `System`, can do anything. If
 * the channel variable `AGIEXECFULL` is true Asterisk expands `${...}` in the arguments as well.
 *
 * @param application The name of the application.
 * @param args Its arguments; `""` for one that is left out.
 * @throws {TypeError} If the name is empty.
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

/** Writes an argument so that Asterisk's splitter gives back exactly this text. */
function escapeArgument(argument: string | number): string {
  const text = `${argument}`;
  return text.replaceAll(hasLoneBracket(text) ? /[\\",()[\]]/g : /[\\",]/g, "\\$&");
}
