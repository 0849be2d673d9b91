import { parseArgs } from "@std/cli/parse-args";
import type { LogFormat, LogLevel } from "./logging.ts";

/** Subcommands that have a help text of their own. */
export type HelpTopic = "tipring" | "run" | "serve";

/** What the arguments of the program ask for. */
export type Invocation =
  | { readonly kind: "help"; readonly topic: HelpTopic }
  | { readonly kind: "version" }
  | { readonly kind: "invalid"; readonly message: string; readonly topic: HelpTopic }
  | { readonly kind: "run"; readonly file: string; readonly args: readonly string[] }
  | ServeInvocation;

/** `tipring serve`, with its options. */
export interface ServeInvocation {
  readonly kind: "serve";
  /** The handler files, each with its pattern where one was given. */
  readonly handlers: readonly { readonly pattern: string | undefined; readonly file: string }[];
  readonly defaultFile: string | undefined;
  readonly hostname: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** In milliseconds. */
  readonly drainTimeout: number;
}

const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const LOG_FORMATS: readonly LogFormat[] = ["text", "json"];

/** Reads the arguments of the program. It reads no file and never throws. */
export function readInvocation(argv: readonly string[]): Invocation {
  const [first, ...rest] = argv;
  switch (first) {
    case undefined:
      return invalid("tipring", "Cannot start: name a handler file or a subcommand");
    case "-h":
    case "--help":
      return { kind: "help", topic: "tipring" };
    case "-V":
    case "--version":
      return { kind: "version" };
    case "run":
      return readRun(rest);
    case "serve":
      return readServe(rest);
    default:
      if (first.startsWith("-")) return invalid("tipring", `Cannot use ${first}: no such option`);
      return { kind: "run", file: first, args: rest };
  }
}

/** Everything behind the file is the handler's, whatever it looks like. */
function readRun([file, ...args]: string[]): Invocation {
  if (file === undefined) return invalid("run", "Cannot run: name a handler file");
  if (file === "-h" || file === "--help") return { kind: "help", topic: "run" };
  if (file.startsWith("-")) return invalid("run", `Cannot use ${file}: no such option`);
  return { kind: "run", file, args };
}

function readServe(argv: string[]): Invocation {
  const unknown: string[] = [];
  const flags = parseArgs(argv, {
    boolean: ["help"],
    string: ["default", "drain-timeout", "hostname", "log-format", "log-level", "port"],
    alias: { help: "h" },
    default: {
      "drain-timeout": "30",
      "hostname": "127.0.0.1",
      "log-format": "text",
      "log-level": "info",
      "port": "4573",
    },
    unknown(_, key) {
      if (key !== undefined) unknown.push(key);
      return key === undefined;
    },
  });
  if (flags.help) return { kind: "help", topic: "serve" };
  if (unknown.length > 0) {
    return invalid("serve", `Cannot use --${unknown[0]}: no such option`);
  }
  const port = readNumber(flags.port, 0, 65535);
  if (port === undefined || !Number.isInteger(port)) {
    return invalid("serve", wrongValue("port", flags.port, "a whole number from 0 to 65535"));
  }
  const seconds = readNumber(flags["drain-timeout"], 0, 86_400);
  if (seconds === undefined) {
    const value = flags["drain-timeout"];
    return invalid("serve", wrongValue("drain-timeout", value, "seconds from 0 to 86400"));
  }
  const logLevel = LOG_LEVELS.find((level) => level === flags["log-level"]);
  if (logLevel === undefined) {
    return invalid("serve", wrongValue("log-level", flags["log-level"], LOG_LEVELS.join(", ")));
  }
  const logFormat = LOG_FORMATS.find((format) => format === flags["log-format"]);
  if (logFormat === undefined) {
    return invalid("serve", wrongValue("log-format", flags["log-format"], LOG_FORMATS.join(", ")));
  }
  if (flags.hostname === "") {
    return invalid("serve", wrongValue("hostname", "", "an address of this machine"));
  }
  if (flags.default === "") return invalid("serve", wrongValue("default", "", "a handler file"));
  const handlers = flags._.map((word) => readHandler(`${word}`));
  if (handlers.length === 0 && flags.default === undefined) {
    return invalid("serve", "Cannot serve: name at least one handler file");
  }
  return {
    kind: "serve",
    handlers,
    defaultFile: flags.default,
    hostname: flags.hostname,
    port,
    logLevel,
    logFormat,
    drainTimeout: seconds * 1000,
  };
}

/** `/menu/:lang=menu.ts` has a pattern, `menu.ts` and `./a=b.ts` have none. */
function readHandler(word: string): ServeInvocation["handlers"][number] {
  const [, pattern, file] = /^(\/[^=]*)=(.+)$/.exec(word) ?? [];
  return file === undefined ? { pattern: undefined, file: word } : { pattern, file };
}

function readNumber(text: string, min: number, max: number): number | undefined {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}

function wrongValue(option: string, value: string, right: string): string {
  return `Cannot use ${JSON.stringify(value)} as --${option}: it must be ${
    right.includes(",") ? `one of ${right}` : right
  }`;
}

function invalid(topic: HelpTopic, message: string): Invocation {
  return { kind: "invalid", message, topic };
}
