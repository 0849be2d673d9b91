import { type Args, parseArgs } from "@std/cli/parse-args";
import type { HelpTopic, InvalidInvocation } from "./invocation.ts";

/** The options of a subcommand. */
export interface OptionSpec<Name extends string, Flag extends string, List extends string> {
  /** Those that have a value, with their defaults. */
  readonly values: Readonly<Record<Name, string | undefined>>;
  /** Those that have none. */
  readonly flags?: readonly Flag[];
  /** Those that have a value and may be given more than once. */
  readonly lists?: readonly List[];
}

/** The options as they were given. */
export interface Options<Name extends string, Flag extends string, List extends string> {
  readonly words: readonly string[];
  readonly values: Readonly<Record<Name, string | undefined>>;
  readonly flags: Readonly<Record<Flag | "help", boolean>>;
  readonly lists: Readonly<Record<List, readonly string[]>>;
  /** What is wrong, if an option is none, or has a value that it cannot have. */
  readonly problem: string | undefined;
}

/** Reads the options of a subcommand, before and behind its words. */
export function readOptions<
  Name extends string,
  Flag extends string = never,
  List extends string = never,
>(argv: readonly string[], spec: OptionSpec<Name, Flag, List>): Options<Name, Flag, List> {
  const { flags = [], lists = [] } = spec;
  const names = Object.keys(spec.values) as Name[];
  const booleans: string[] = ["help", ...flags];
  const strings: string[] = ["_", ...names, ...lists]; // "_" keeps a number as it was written.
  const collect: string[] = [...lists];
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  let problem: string | undefined;
  const flag = booleans.find((name) => options.some((arg) => arg.startsWith(`--${name}=`)));
  if (flag !== undefined) problem = `Cannot give --${flag} a value: it has none`;
  // The parser takes the "=" for a part of the name then.
  const empty = new Set(strings.filter((name) => options.includes(`--${name}=`)));
  const args: Args = parseArgs(argv.filter((arg) => !empty.has(arg.slice(2, -1))), {
    boolean: booleans,
    string: strings,
    collect,
    alias: { help: "h" },
    unknown(arg, key) {
      if (key !== undefined) problem ??= `Cannot use ${arg}: no such option`;
      return key === undefined;
    },
  });
  return {
    words: args._.map((word) => `${word}`),
    values: record(
      names,
      (name) => empty.has(name) ? "" : args[name] as string | undefined ?? spec.values[name],
    ),
    flags: record(["help", ...flags], (name) => args[name] === true),
    lists: record(lists, (name) => [...args[name] as string[], ...empty.has(name) ? [""] : []]),
    problem,
  };
}

/** The number that a text is, from `min` to `max`; `undefined` if it is none. */
export function readNumber(text: string, min: number, max: number): number | undefined {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}

/** What to say of a value that an option cannot have. */
export function wrongValue(option: string, value: string, right: string): string {
  return `Cannot use ${JSON.stringify(value)} as --${option}: it must be ${
    right.includes(",") ? `one of ${right}` : right
  }`;
}

/** Arguments that cannot be understood. */
export function invalid(topic: HelpTopic, message: string): InvalidInvocation {
  return { kind: "invalid", message, topic };
}

function record<Key extends string, Value>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;
}
