import { type Args, parseArgs } from "@std/cli/parse-args";
import { didYouMean } from "./closest.ts";
import { KINDS } from "./kinds.ts";
import { nameOf, type OptionsOf, type OptionTable, type Row, usageOf } from "./table.ts";
import {
  type HelpInvocation,
  invalid,
  type InvalidInvocation,
  type SubcommandName,
} from "./usage.ts";

/** The arguments of a subcommand, read. */
export interface ParsedArguments<T extends OptionTable> {
  readonly kind: "parsed";
  /** What is not an option, as it was typed. */
  readonly words: readonly string[];
  readonly options: OptionsOf<T>;
}

/**
 * Reads the arguments of a subcommand by its table. Options may stand before and after the words.
 */
export function parseArguments<T extends OptionTable>(
  argv: readonly string[],
  topic: SubcommandName,
  table: T,
): ParsedArguments<T> | HelpInvocation | InvalidInvocation {
  const rows = Object.entries(table).map(([key, row]) => ({ key, name: nameOf(key, row), row }));
  const { words, texts, problem } = split(argv, rows);
  if (texts.has("help")) return { kind: "help", topic };
  if (problem !== undefined) return invalid(topic, problem);
  const options: Record<string, unknown> = {};
  for (const option of rows) {
    const { value, problem } = readOption(option, texts.get(option.name) ?? []);
    if (problem !== undefined) return invalid(topic, problem);
    if (value !== undefined) options[option.key] = value;
  }
  const clash = clashOf(rows, texts, table);
  if (clash !== undefined) return invalid(topic, clash);
  return { kind: "parsed", words, options: options as OptionsOf<T> };
}

/** A row with its name. */
interface Option {
  readonly key: string;
  readonly name: string;
  readonly row: Row;
}

/** The value of what was typed for an option, if there is one, or what is wrong with it. */
function readOption(
  { name, row }: Option,
  texts: readonly string[],
): { readonly value?: unknown; readonly problem?: string } {
  if (row.kind === "flag") return { value: texts.length > 0 };
  const kind = KINDS[row.kind];
  const given = texts.length === 0 && row.default !== undefined ? [`${row.default}`] : texts;
  const values: unknown[] = [];
  for (const text of given) {
    if (text === "") return { problem: `--${name} requires a value: ${kind.right(row)}` };
    const value = kind.read(text, row);
    if (value === undefined) {
      return { problem: `Invalid --${name} ${JSON.stringify(text)}: must be ${kind.right(row)}` };
    }
    values.push(value);
  }
  return { value: row.many ? values : values.at(-1) };
}

interface Split {
  readonly words: readonly string[];
  /** What was typed for each option that was given, by its name; for a flag one empty text. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** An option that does not exist, or a flag with a value. */
  readonly problem: string | undefined;
}

function split(argv: readonly string[], rows: readonly Option[]): Split {
  const isFlag = ({ row }: Option) => row.kind === "flag";
  const flags = ["help", ...rows.filter(isFlag).map(({ name }) => name)];
  const valued = rows.filter((option) => !isFlag(option)).map(({ name }) => name);
  const end = argv.indexOf("--");
  const typed = end < 0 ? argv : argv.slice(0, end);
  let problem: string | undefined;
  const flag = flags.find((name) => typed.some((arg) => arg.startsWith(`--${name}=`)));
  if (flag !== undefined) problem = `--${flag} does not take a value`;
  problem ??= dashProblem(typed, rows);
  // The parser takes the "=" of "--name=" for a part of the name.
  const empty = new Set(valued.filter((name) => typed.includes(`--${name}=`)));
  const args: Args = parseArgs(argv.filter((arg) => !empty.has(arg.slice(2, -1))), {
    boolean: flags,
    string: ["_", ...valued], // "_" keeps a number as it was typed.
    collect: valued,
    alias: { help: "h" },
    unknown(arg, key) {
      if (key === undefined) return true;
      const names = [...flags, ...valued].map((name) => `--${name}`);
      const hint = /^-[\d.]/.test(arg)
        ? ` (write -- before arguments that begin with -)`
        : didYouMean(arg.replace(/=.*/s, ""), names);
      problem ??= `Unknown option ${arg}${hint}`;
      return false;
    },
  });
  const texts = new Map<string, readonly string[]>();
  for (const name of flags) if (args[name] === true) texts.set(name, [""]);
  for (const name of valued) {
    const values = [...args[name] as string[] ?? [], ...empty.has(name) ? [""] : []];
    if (values.length > 0) texts.set(name, values);
  }
  return { words: args._.map((word) => `${word}`), texts, problem };
}

/** What is wrong with a value such as `-1`, which the parser takes for an option of its own. */
function dashProblem(typed: readonly string[], rows: readonly Option[]): string | undefined {
  for (const [index, text] of typed.entries()) {
    const flag = typed[index - 1];
    const option = rows.find(({ name, row }) => row.kind !== "flag" && flag === `--${name}`);
    if (option === undefined || !/^-[^-]/.test(text) || text === "-h") continue;
    return readOption(option, [text]).problem ??
      `Invalid ${flag} ${JSON.stringify(text)}: a value that begins with - must follow = ` +
        `(write ${flag}=${text})`;
  }
  return undefined;
}

/** An option that needs another one, or cannot be had with it. */
function clashOf(
  rows: readonly Option[],
  texts: ReadonlyMap<string, unknown>,
  table: OptionTable,
): string | undefined {
  for (const { name, row: { requires, excludes } } of rows.filter(({ name }) => texts.has(name))) {
    const needed = requires === undefined ? undefined : table[requires];
    if (requires !== undefined && needed !== undefined && !texts.has(nameOf(requires, needed))) {
      return `--${name} requires ${usageOf(requires, needed)}`;
    }
    const other = excludes === undefined ? undefined : table[excludes];
    if (excludes !== undefined && other !== undefined && texts.has(nameOf(excludes, other))) {
      return `--${name} cannot be used with --${nameOf(excludes, other)}`;
    }
  }
  return undefined;
}
