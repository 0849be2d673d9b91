import { didYouMean } from "../options/closest.ts";
import { parseArguments } from "../options/parse.ts";
import type { Subcommand } from "../options/subcommand.ts";
import { type HelpInvocation, invalid, type InvalidInvocation } from "../options/usage.ts";

/** The supported shells. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** The name of a shell. */
export type Shell = typeof SHELLS[number];

/** The options of `tipring completions`. A new one is a row here. */
export const COMPLETIONS_OPTIONS = {} as const;

/** `tipring completions`. */
export interface CompletionsInvocation {
  readonly kind: "completions";
  readonly shell: Shell;
}

/** The help of `tipring completions`. */
export const COMPLETIONS: Subcommand = {
  summary: "print completions for a shell",
  usage: [`completions ${SHELLS.join("|")}`],
  about: "Prints a script with which a shell completes the arguments of tipring.",
  details: `\
For bash, in ~/.bashrc:

  source <(tipring completions bash)

For zsh, in a folder of $fpath, before compinit:

  tipring completions zsh >~/.zfunc/_tipring

For fish:

  tipring completions fish >~/.config/fish/completions/tipring.fish

The Debian package installs all three.`,
};

/** Reads the arguments of `tipring completions`. */
export function readCompletions(
  argv: readonly string[],
): CompletionsInvocation | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, "completions", COMPLETIONS_OPTIONS);
  if (parsed.kind !== "parsed") return parsed;
  const [name, more] = parsed.words;
  const shell = SHELLS.find((known) => known === name);
  if (name === undefined) {
    return invalid("completions", `No shell given: must be one of ${SHELLS.join(", ")}`);
  }
  if (shell === undefined) {
    return invalid(
      "completions",
      `Invalid shell ${JSON.stringify(name)}: must be one of ${SHELLS.join(", ")}` +
        didYouMean(name, SHELLS),
    );
  }
  if (more !== undefined) {
    return invalid(
      "completions",
      `Unexpected argument ${JSON.stringify(more)}: one shell at a time`,
    );
  }
  return { kind: "completions", shell };
}
