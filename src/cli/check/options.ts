import { readHandlerArguments } from "../handlers/handler_arguments.ts";
import type { HandlerWord } from "../handlers/handler_words.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { OptionsOf } from "../options/table.ts";
import type { HelpInvocation, InvalidInvocation } from "../options/usage.ts";
import { SERVE_OPTIONS } from "../serve/options.ts";

/** The options of `tipring check`. A new one is a row here. */
export const CHECK_OPTIONS = {
  defaultFile: SERVE_OPTIONS.defaultFile as typeof SERVE_OPTIONS.defaultFile,
  configFile: SERVE_OPTIONS.configFile as typeof SERVE_OPTIONS.configFile,
  sounds: {
    kind: "text",
    what: "a folder",
    placeholder: "DIR",
    many: true,
    help: "a folder with the sound files that exist, in any format and language",
  },
} as const;

/** `tipring check`, with its options. */
export interface CheckInvocation extends OptionsOf<typeof CHECK_OPTIONS> {
  readonly kind: "check";
  readonly handlers: readonly HandlerWord[];
}

/** The help of `tipring check`. */
export const CHECK: Subcommand = {
  summary: "check handlers before they take calls",
  usage: ["check [PATTERN=]FILE|DIR... [OPTIONS]"],
  about: "Checks handlers without a call: that they load, their types, routes and sounds.",
  details: `\
It loads each file as tipring serve does, checks types by "deno check" (if deno
is on the PATH), and reports routes that clash, as tipring routes does. Files
whose deno.json does not name @tipring/agi are checked with the types of this
program; an executable has none, and checks no types of such files.

With --sounds it reports sounds that do not exist. It sees literal names in the
handlers and in the files that they import by a relative path: arguments of
streamFile(), controlStreamFile(), getData(), getOption() and speechRecognize(),
and prompts in calls of functions imported from @tipring/agi/ivr and
@tipring/agi/applications. It does not see names in variables, in expressions or
with escapes, and does not look up absolute names.`,
  options: CHECK_OPTIONS,
  notes: `\
The exit status is 0 without a problem, 1 with one, and 2 for invalid arguments.
If types cannot be checked, because deno is missing, a line on standard error says
why, and the exit status does not change.`,
};

/** Reads the arguments of `tipring check`. */
export function readCheck(
  argv: readonly string[],
): CheckInvocation | HelpInvocation | InvalidInvocation {
  return readHandlerArguments(argv, "check", CHECK_OPTIONS);
}
