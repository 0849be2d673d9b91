import type { Subcommand } from "../options/subcommand.ts";
import {
  type HelpInvocation,
  invalid,
  type InvalidInvocation,
  SUBCOMMAND_NAMES,
} from "../options/usage.ts";

/** `tipring HANDLER.ts`, in full `tipring run`. */
export interface RunInvocation {
  readonly kind: "run";
  readonly file: string;
  readonly args: readonly string[];
}

/** The help of `tipring run`. */
export const RUN: Subcommand = {
  summary: "run a handler as an AGI script",
  usage: ["[run] HANDLER.ts [ARG...]"],
  about: "Runs a handler as an AGI script, on standard input and output.",
  details: `\
Every argument after the file goes to the handler, as request.args. What the
handler prints goes to standard error. The exit status is 0 when the handler
returns or the caller hangs up, and 1 when the handler fails: the error is
reported on standard error and on Asterisk's console.`,
  notes: `\
In the dialplan:

  exten => 100,1,AGI(/usr/bin/tipring,/etc/tipring/pin.ts,arg)

If the file is executable and begins with "#!/usr/bin/env tipring":

  exten => 100,1,AGI(/etc/tipring/pin.ts,arg)`,
};

/**
 * Reads the arguments of a script without loading the option parser; `undefined` if they may be
 * those of something else: a subcommand, or a bare word that may be a misspelt one.
 */
export function readScript(argv: readonly string[]): RunInvocation | undefined {
  const [first, ...rest] = argv;
  if (first === undefined) return undefined;
  const named = SUBCOMMAND_NAMES.some((name) => name === first);
  if (first !== "run" && (named || !/[./]/.test(first))) return undefined;
  const invocation = readRun(first === "run" ? rest : argv);
  return invocation.kind === "run" ? invocation : undefined;
}

/** Reads the arguments of `tipring run`: all that follow the file are the handler's. */
export function readRun(
  [file, ...args]: readonly string[],
): RunInvocation | HelpInvocation | InvalidInvocation {
  if (file === undefined) return invalid("run", "No handler file given");
  if (file === "-h" || file === "--help") return { kind: "help", topic: "run" };
  if (file.startsWith("-")) return invalid("run", `Unknown option ${file}`);
  return { kind: "run", file, args };
}
