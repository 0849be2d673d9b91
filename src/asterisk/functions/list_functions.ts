import type { FunctionContext, ReadFunction, ReadTable, WriteTable } from "./dialplan_function.ts";
import { encodedCharacter, splitArguments } from "./split_arguments.ts";

/** Functions that read lists in variables. */
export const LISTS: ReadTable = {
  CUT: cut,
  FIELDNUM: fieldNumber,
  FIELDQTY: (args, context) => {
    const [name = "", delimiter = ""] = splitArguments(args, { most: 2 });
    const list = context.read(name) ?? "";
    return `${list === "" ? 0 : fields(list, encodedCharacter(delimiter)?.[0]).length}`;
  },
  LISTFILTER: filterList,
  POP: take(-1),
  PUSH: () => undefined,
  SHIFT: take(0),
  SORT: sort,
  UNSHIFT: () => undefined,
};

/** Functions that extend lists, and those that set several variables. */
export const LIST_WRITERS: WriteTable = {
  ARRAY: ({ args, value }, { write }) => {
    const values = splitArguments(value);
    for (const [index, name] of splitArguments(args).entries()) write(name, values[index] ?? "");
  },
  PUSH: ({ args, value }, context) => lengthen(args, context, (list) => [...list, value]),
  UNSHIFT: ({ args, value }, context) => lengthen(args, context, (list) => [value, ...list]),
};

function fields(list: string, delimiter: string | undefined): string[] {
  return delimiter === undefined ? [list] : list.split(delimiter);
}

/** Parses the name of a list and its delimiter, a comma by default. */
function listOf(args: string): { name: string; delimiter: string } {
  const [name = "", given = ""] = splitArguments(args, { most: 2 });
  return { name, delimiter: encodedCharacter(given)?.[0] ?? "," };
}

/** Extracts fields such as `2`, `2-`, `-2`, `2-3` and `1&3` from a list. */
function cut(args: string, { read }: FunctionContext): string | undefined {
  const [name, given = "", ranges] = splitArguments(args, { most: 3 });
  if (name === undefined || ranges === undefined) return undefined;
  const delimiter = encodedCharacter(given)?.[0] ?? "-";
  const list = fields(read(name) ?? "", delimiter);
  const taken: string[] = [];
  let next = 1;
  for (const range of ranges.split("&")) {
    const [found, from, dash, to] = /^\s*(\d*)(-?)(\d*)/.exec(range) ?? [];
    if (found === undefined || (from === "" && to === "")) return undefined;
    const first = Math.max(next, Number(from));
    const last = dash === "" ? Number(from) : to === "" ? Infinity : Number(to);
    taken.push(...list.slice(first - 1, Math.max(first - 1, last)));
    next = Math.max(next, last + 1);
  }
  return taken.join(delimiter);
}

function fieldNumber(args: string, { read }: FunctionContext): string | undefined {
  const [name = "", given = "", value] = splitArguments(args, { most: 3 });
  if (value === undefined) return undefined;
  const list = read(name) ?? "";
  return `${list === "" ? 0 : fields(list, encodedCharacter(given)?.[0]).indexOf(value) + 1}`;
}

function filterList(args: string, { read }: FunctionContext): string | undefined {
  const [name = "", given = "", value] = splitArguments(args, { most: 3 });
  const list = read(name);
  if (value === undefined || list === undefined) return undefined;
  const delimiter = encodedCharacter(given)?.[0] ?? ",";
  return fields(list, delimiter).filter((field) => field !== value).join(delimiter);
}

/** Removes the first or the last member of a list, and returns it. */
function take(end: 0 | -1): ReadFunction {
  return (args, { read, write }) => {
    const { name, delimiter } = listOf(args);
    const list = read(name) ?? "";
    if (list === "") return undefined;
    const members = fields(list, delimiter);
    const member = members.at(end) ?? "";
    write(name, members.slice(end === 0 ? 1 : 0, end === 0 ? undefined : -1).join(delimiter));
    return member;
  };
}

function lengthen(
  args: string,
  { read, write }: FunctionContext,
  change: (list: readonly string[]) => string[],
): void {
  const { name, delimiter } = listOf(args);
  const list = read(name) ?? "";
  write(name, change(list === "" ? [] : [list]).join(delimiter));
}

/** Sorts `key:number,key:number` by the numbers. */
function sort(args: string): string {
  const entries = splitArguments(args).filter((entry) => entry.includes(":"));
  const numberOf = (entry: string) => parseFloat(entry.slice(entry.indexOf(":") + 1)) || 0;
  return entries.toSorted((a, b) => numberOf(a) - numberOf(b))
    .map((entry) => entry.slice(0, entry.indexOf(":"))).join(",");
}
