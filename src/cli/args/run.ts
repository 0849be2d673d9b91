import type { HelpInvocation, InvalidInvocation, RunInvocation } from "./invocation.ts";

/** Words that are subcommands; a handler file of such a name is written `./serve`. */
const SUBCOMMANDS: readonly string[] = ["dial", "replay", "serve"];

/** Reads the arguments of a script; `undefined` if they ask for something else. */
export function readScript(argv: readonly string[]): RunInvocation | undefined {
  const [first, ...rest] = argv;
  if (first === undefined || SUBCOMMANDS.includes(first)) return undefined;
  const invocation = readRun(first === "run" ? rest : argv);
  return invocation.kind === "run" ? invocation : undefined;
}

/**
 * Reads the arguments of `tipring run`: everything behind the file is the handler's, whatever it
 * looks like.
 */
export function readRun(
  [file, ...args]: readonly string[],
): RunInvocation | HelpInvocation | InvalidInvocation {
  if (file === undefined) {
    return { kind: "invalid", topic: "run", message: "Cannot run: name a handler file" };
  }
  if (file === "-h" || file === "--help") return { kind: "help", topic: "run" };
  if (file.startsWith("-")) {
    return { kind: "invalid", topic: "run", message: `Cannot use ${file}: no such option` };
  }
  return { kind: "run", file, args };
}
