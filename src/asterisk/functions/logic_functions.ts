import type { FunctionContext, ReadTable } from "./dialplan_function.ts";
import { isInTime } from "./if_time.ts";
import { splitArguments } from "./split_arguments.ts";

/** Functions that choose between values. */
export const LOGIC: ReadTable = {
  EVAL: (text, { expand }) => text === "" ? undefined : expand(text),
  EXISTS: (text) => text === "" ? "0" : "1",
  IF: (args) => {
    const { condition, yes, no } = choice(args);
    if (condition === undefined || (yes === undefined && no === undefined)) return undefined;
    return (isTrue(condition) ? yes : no) ?? "";
  },
  IFTIME: (args, { call: { world, now } }) => {
    const { condition, yes, no } = choice(args);
    if (condition === undefined || (yes === undefined && no === undefined)) return undefined;
    return (isInTime(condition, world.epoch + now) ? yes : no) ?? "";
  },
  ISNULL: (text) => text === "" ? "1" : "0",
  PASSTHRU: (text) => text,
  SET: setVariable,
};

/** Parses `condition?yes:no`; the last part keeps its quotes. */
function choice(args: string): { condition?: string; yes?: string; no?: string } {
  const [condition, rest = ""] = splitArguments(args, { separator: "?", most: 2 });
  if (condition === undefined || condition === "") return {};
  const [yes, no] = splitArguments(rest, { separator: ":", most: 2 });
  return {
    condition: condition.trim(),
    ...yes !== undefined && { yes: yes.trim() },
    ...no !== undefined && { no: no.trim() },
  };
}

/** Whether a condition is true: a number if it is not 0, any other text if it is not empty. */
function isTrue(condition: string): boolean {
  if (condition === "") return false;
  return !/^\d/.test(condition) || parseInt(condition) !== 0;
}

function setVariable(assignment: string, { write }: FunctionContext): string | undefined {
  const at = assignment.indexOf("=");
  if (at <= 0) return undefined;
  const value = assignment.slice(at + 1).trim();
  write(assignment.slice(0, at).trim(), value);
  return value;
}
