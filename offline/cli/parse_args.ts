import type { Aliases, BooleanType, NamesType, Values } from "./_types.ts";

/** The flags, the other arguments in `_`, and with the option `"--"` what follows a `--`. */
export type Args<
  // deno-lint-ignore no-explicit-any -- the real package types an undeclared flag like this
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> =
  & TArgs
  & { _: Array<string | number> }
  & (boolean extends TDoubleDash ? { "--"?: Array<string> }
    : true extends TDoubleDash ? { "--": Array<string> }
    : unknown);

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends BooleanType = BooleanType,
  TStrings extends NamesType = NamesType,
  TCollectable extends NamesType = NamesType,
  TNegatable extends NamesType = NamesType,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Puts what follows `--` in the result's `"--"` and not in `_`. Default: `false`. */
  "--"?: TDoubleDash;
  /** Other names of flags. */
  alias?: TAliases;
  /** Flags that take no value; `true` for every long flag that has no `=`. They default to `false`. */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /** The values of flags that are not given. */
  default?: TDefault;
  /** Stops at the first argument that is not a flag. Default: `false`. */
  stopEarly?: boolean;
  /** Flags whose value stays a string, also where it looks like a number. */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /** Flags whose values are all kept, in an array. */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /** Flags that `--no-` in front sets to `false`. */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /** Called for each argument that no option names; it is left out if this returns `false`. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parses command line arguments into flags and the rest. */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends BooleanType = undefined,
  TStrings extends NamesType = undefined,
  TCollectable extends NamesType = undefined,
  TNegatable extends NamesType = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: string[],
  options: ParseOptions<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  > = {},
): Args<TArgs, TDoubleDash> {
  const aliases = aliasMap(options.alias ?? {});
  const strings = withAliases(options.string, aliases);
  const collected = withAliases(options.collect, aliases);
  const negatable = withAliases(options.negatable, aliases);
  const allBooleans = options.boolean === true;
  const booleans = withAliases(
    typeof options.boolean === "boolean" ? undefined : options.boolean,
    aliases,
  );
  const result: Args = { _: [] };
  const end = args.indexOf("--");
  const pending = end < 0 ? [...args] : args.slice(0, end);
  const rest = end < 0 ? [] : args.slice(end + 1);

  for (let arg = pending.shift(); arg !== undefined; arg = pending.shift()) {
    const long = /^--(no-)?(.+?)(?:=(.+))?$/s.exec(arg);
    if (long) {
      parseLong(arg, long);
    } else if (/^-[^]/.test(arg)) {
      parseShort(arg);
    } else {
      if (options.unknown?.(arg) !== false) result._.push(strings.has("_") ? arg : scalar(arg));
      if (options.stopEarly) {
        result._.push(...pending);
        break;
      }
    }
  }

  for (const [key, value] of Object.entries(options.default ?? {})) {
    if (Object.hasOwn(result, key)) continue;
    for (const name of [key, ...aliases.get(key) ?? []]) result[name] = value;
  }
  for (const key of booleans) {
    if (!Object.hasOwn(result, key)) result[key] = collected.has(key) ? [] : false;
  }
  for (const key of strings) {
    if (!Object.hasOwn(result, key) && collected.has(key)) result[key] = [];
  }
  if (options["--"]) result["--"] = rest;
  else result._.push(...rest);
  return result as Args<TArgs, TDoubleDash>;

  function parseLong(arg: string, [, no, name = "", value]: string[]): void {
    if (value) return set(arg, name, booleans.has(name) ? value !== "false" : value);
    if (no && negatable.has(name)) return set(arg, name, false, false);
    const key = (no ?? "") + name;
    const flag = allBooleans || booleans.has(key);
    set(arg, key, following(flag, /^-/) ?? (strings.has(key) ? "" : true));
  }

  /** A group of letters; the first that something other than a letter follows takes it as its value. */
  function parseShort(arg: string): void {
    for (let index = 1; index < arg.length - 1; index++) {
      const letter = arg.charAt(index);
      const tail = arg.slice(index + 1);
      if (tail === "-") {
        set(arg, letter, tail);
        continue;
      }
      const value = /[A-Za-z]/.test(letter)
        ? /=(.+)/.exec(tail)?.[1] ?? (/-?\d+(\.\d*)?(e-?\d+)?$/.test(tail) ? tail : undefined)
        : undefined;
      if (value !== undefined) return set(arg, letter, value);
      if (tail.length > 1 && /^\W/.test(tail)) return set(arg, letter, tail);
      set(arg, letter, strings.has(letter) ? "" : true);
    }
    const last = arg.slice(-1);
    if (last === "-") return;
    set(arg, last, following(booleans.has(last), /^--?[^-]/) ?? (strings.has(last) ? "" : true));
  }

  /** Takes the next argument as the value of a flag, if it can be that. */
  function following(flag: boolean, notValue: RegExp): string | boolean | undefined {
    const next = pending[0];
    if (!next) return undefined;
    const value = flag || notValue.test(next) ? booleanWord(next) : next;
    if (value !== undefined) pending.shift();
    return value;
  }

  function set(arg: string, key: string, given: string | boolean, collect = true): void {
    const known = booleans.has(key) || strings.has(key) || aliases.has(key) ||
      (allBooleans && /^--[^=]+$/.test(arg));
    if (!known && options.unknown?.(arg, key, given) === false) return;
    const value = typeof given === "string" && !strings.has(key) ? scalar(given) : given;
    for (const name of [key, ...aliases.get(key) ?? []]) {
      if (!collect || !collected.has(key)) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [value];
    }
  }
}

function aliasMap(alias: Aliases): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of Object.entries(alias)) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const group = [key, ...list(value)];
    for (const name of group) map.set(name, group.filter((other) => other !== name));
  }
  return map;
}

function withAliases(
  names: string | readonly string[] | undefined,
  aliases: Map<string, string[]>,
): Set<string> {
  return new Set(
    list(names ?? []).filter(Boolean).flatMap((name) => [name, ...aliases.get(name) ?? []]),
  );
}

function list(names: string | readonly string[]): readonly string[] {
  return typeof names === "string" ? [names] : names;
}

function booleanWord(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** A number where the text is one, else the text. */
function scalar(text: string): string | number {
  return /\S/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
