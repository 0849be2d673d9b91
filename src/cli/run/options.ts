import type { LogLevel } from "../../events.ts";
import { LOG_LEVELS } from "../../logging/call_logger.ts";
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
  /** The lowest level of the handler's lines that is written. */
  readonly logLevel?: LogLevel;
  /** The lowest level that is also written to Asterisk's console. */
  readonly consoleLevel?: LogLevel;
}

/**
 * The options of `tipring run`, all before the file, for its help: reading them with the parser of
 * the others would take longer than the rest of a script's start.
 */
const RUN_OPTIONS = {
  logLevel: {
    kind: "choice",
    of: ["debug", "info", "warn", "error"],
    placeholder: "LEVEL",
    otherwise: "info",
    help: "lowest level of channel.log that goes to standard error",
  },
  consoleLevel: {
    kind: "choice",
    of: ["debug", "info", "warn", "error"],
    placeholder: "LEVEL",
    otherwise: "none",
    help: "lowest level that also goes to Asterisk's console, by VERBOSE",
  },
} as const;

/** The help of `tipring run`. */
export const RUN: Subcommand = {
  summary: "run a handler as an AGI script",
  usage: ["[run] HANDLER.ts [ARG...]", "run [OPTIONS] HANDLER.ts [ARG...]"],
  about: "Runs a handler as an AGI script, on standard input and output.",
  details: `\
Every argument after the file goes to the handler, as request.args. What the
handler prints goes to standard error. The exit status is 0 when the handler
returns or the caller hangs up, and 1 when the handler fails: the error is
reported on standard error and on Asterisk's console.`,
  options: RUN_OPTIONS,
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
  argv: readonly string[],
): RunInvocation | HelpInvocation | InvalidInvocation {
  const levels: { logLevel?: LogLevel; consoleLevel?: LogLevel } = {};
  for (let rest = argv;;) {
    const [file, ...args] = rest;
    if (file === undefined || file === "") return invalid("run", "No handler file given");
    if (file === "-h" || file === "--help") return { kind: "help", topic: "run" };
    if (!file.startsWith("-")) return { kind: "run", file, args, ...levels };
    const [, name, inline] = /^--(log|console)-level(?:=(.*))?$/.exec(file) ?? [];
    if (name === undefined) return invalid("run", `Unknown option ${file}`);
    const word = inline ?? args.shift();
    const level = LOG_LEVELS.find((level) => level === word);
    if (level === undefined) {
      return invalid("run", `--${name}-level requires debug, info, warn or error`);
    }
    levels[name === "log" ? "logLevel" : "consoleLevel"] = level;
    rest = args;
  }
}
