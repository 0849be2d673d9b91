import { readHandlerArguments } from "../handlers/handler_arguments.ts";
import type { HandlerWord } from "../handlers/handler_words.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { OptionsOf } from "../options/table.ts";
import type { HelpInvocation, InvalidInvocation } from "../options/usage.ts";
import { SERVE_OPTIONS } from "../serve/options.ts";

/** The options of `tipring routes`. A new one is a row here. */
export const ROUTES_OPTIONS = {
  defaultFile: SERVE_OPTIONS.defaultFile as typeof SERVE_OPTIONS.defaultFile,
  configFile: SERVE_OPTIONS.configFile as typeof SERVE_OPTIONS.configFile,
  json: {
    kind: "flag",
    help: "print a JSON object, for machines",
  },
} as const;

/** `tipring routes`, with its options. */
export interface RoutesInvocation extends OptionsOf<typeof ROUTES_OPTIONS> {
  readonly kind: "routes";
  readonly handlers: readonly HandlerWord[];
}

/** The help of `tipring routes`. */
export const ROUTES: Subcommand = {
  summary: "print the routes of a server",
  usage: ["routes [PATTERN=]FILE|DIR... [OPTIONS]"],
  about: "Prints the routes that tipring serve has with the same arguments.",
  details: `\
Each line has the position in which the pattern is tried, the pattern and the
file. Then come files that cannot be loaded, patterns that two files have, and
routes that no call can reach, because one before them matches all their paths.
For a RegExp, only plain paths that it hides are reported.`,
  options: ROUTES_OPTIONS,
  notes: `\
The exit status is 0 without a problem, 1 with one, and 2 for invalid arguments.`,
};

/** Reads the arguments of `tipring routes`. */
export function readRoutes(
  argv: readonly string[],
): RoutesInvocation | HelpInvocation | InvalidInvocation {
  return readHandlerArguments(argv, "routes", ROUTES_OPTIONS);
}
