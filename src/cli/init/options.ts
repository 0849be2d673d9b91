import { parseArguments } from "../options/parse.ts";
import type { Subcommand } from "../options/subcommand.ts";
import { type HelpInvocation, invalid, type InvalidInvocation } from "../options/usage.ts";

/** The options of `tipring init`. A new one is a row here. */
export const INIT_OPTIONS = {} as const;

/** `tipring init`. */
export interface InitInvocation {
  readonly kind: "init";
  readonly folder: string;
}

/** The help of `tipring init`. */
export const INIT: Subcommand = {
  summary: "create a project with a handler",
  usage: ["init [DIR]"],
  about: "Creates a project in a folder: a handler, its test, and what they need.",
  details: `\
It writes deno.json with the imports and the tasks dev, test and check, settings
for Visual Studio Code, lines for the dialplan and a README. DIR is created if
it does not exist; the default is the working directory. If one of these files
exists already, nothing is written.`,
  notes: `\
The exit status is 0, or 1 if the project was not created.`,
};

/** Reads the arguments of `tipring init`. */
export function readInit(
  argv: readonly string[],
): InitInvocation | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, "init", INIT_OPTIONS);
  if (parsed.kind !== "parsed") return parsed;
  const [folder = ".", more] = parsed.words;
  if (more !== undefined) {
    return invalid("init", `Unexpected argument ${JSON.stringify(more)}: one folder at a time`);
  }
  if (folder === "") return invalid("init", 'Invalid folder "": must be the name of a folder');
  return { kind: "init", folder };
}
