import { DIAL_OPTIONS } from "../dial/options.ts";
import type { CallerId } from "../options/kinds.ts";
import { parseArguments } from "../options/parse.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { HelpInvocation, InvalidInvocation } from "../options/usage.ts";
import { readServe, SERVE_OPTIONS, type ServeInvocation } from "../serve/options.ts";

/** The options of `tipring dev`. A new one is a row here. */
export const DEV_OPTIONS = {
  defaultFile: SERVE_OPTIONS.defaultFile as typeof SERVE_OPTIONS.defaultFile,
  configFile: SERVE_OPTIONS.configFile as typeof SERVE_OPTIONS.configFile,
  console: {
    kind: "listen",
    default: 4580,
    help: "port of the page; 0 for any free port",
  },
  consoleOrigin: {
    kind: "origin",
    help: "origin of the page behind a tunnel or a proxy, e.g. https://dev.example.com",
  },
  port: {
    kind: "whole",
    max: 65_535,
    default: 4573,
    help: "port for calls of a real Asterisk; 0 for any free port",
  },
  soundsFolder: {
    kind: "text",
    name: "sounds",
    what: "a folder",
    placeholder: "DIR",
    otherwise: "the browser speaks the names of sounds",
    help: "sound files laid out as Asterisk's, and lists of their texts (core-sounds-en.txt)",
  },
  caller: DIAL_OPTIONS.caller as typeof DIAL_OPTIONS.caller,
  language: DIAL_OPTIONS.language as typeof DIAL_OPTIONS.language,
  variables: DIAL_OPTIONS.variables as typeof DIAL_OPTIONS.variables,
  database: DIAL_OPTIONS.database as typeof DIAL_OPTIONS.database,
  logLevel: SERVE_OPTIONS.logLevel as typeof SERVE_OPTIONS.logLevel,
} as const;

/** `tipring dev`, with its options. */
export interface DevInvocation extends CallerId {
  readonly kind: "dev";
  /** A folder of sound files. */
  readonly soundsFolder: string | undefined;
  /** The language of the calls that the page places. */
  readonly language: string;
  /** The server that it starts. */
  readonly serve: ServeInvocation;
  /** `NAME=VALUE` each. */
  readonly variables: readonly string[];
  /** AstDB, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
}

/** The help of `tipring dev`. */
export const DEV: Subcommand = {
  summary: "place calls in the browser",
  usage: ["dev [PATTERN=]FILE|DIR... [OPTIONS]"],
  about: "Serves handlers for development, with a page that places calls and shows them.",
  details: `\
Open the address that it prints: the page has a telephone, speaks the prompts,
and draws each call while it happens. Handlers are reloaded when their files
change. Files and patterns work as in "tipring serve". Both ports are on the
loopback address. See docs/console.md.`,
  options: DEV_OPTIONS,
};

/** Reads the arguments of `tipring dev`. */
export function readDev(
  argv: readonly string[],
): DevInvocation | HelpInvocation | InvalidInvocation {
  const parsed = parseArguments(argv, "dev", DEV_OPTIONS);
  if (parsed.kind !== "parsed") return parsed;
  const { words, options } = parsed;
  const { defaultFile, configFile, console, consoleOrigin, port, logLevel } = options;
  const { soundsFolder, caller, language } = options;
  const serve = readServe([
    "--watch",
    `--port=${port}`,
    "--console=0",
    "--console-digits",
    `--log-level=${logLevel}`,
    // It kills nothing: a breakpoint stops the event loop for as long as the developer wants.
    "--watchdog=3",
    "--drain-timeout=1",
    ...defaultFile === undefined ? [] : [`--default=${defaultFile}`],
    ...configFile === undefined ? [] : [`--config=${configFile}`],
    // A word can begin with "-" here: it came after "--" as well.
    "--",
    ...words,
  ]);
  if (serve.kind === "invalid") return { ...serve, topic: "dev" };
  if (serve.kind === "help") return serve;
  const { callerId, callerName } = caller ?? {};
  return {
    kind: "dev",
    serve: { ...serve, console, ...consoleOrigin !== undefined && { consoleOrigin } },
    soundsFolder,
    callerId,
    callerName,
    language,
    variables: options.variables.map(([name, value]) => `${name}=${value}`),
    database: Object.fromEntries(options.database),
  };
}
