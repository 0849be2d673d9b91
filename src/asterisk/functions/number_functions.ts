import { type FunctionContext, notSimulated, type ReadTable } from "./dialplan_function.ts";
import { splitArguments } from "./split_arguments.ts";

/** The greatest value of C's `rand()`. */
const RAND_MAX = 2_147_483_647;

/** Functions of numbers. */
export const NUMBERS: ReadTable = {
  ABS: (text) => ofAll(text, 1, ([value = 0]) => Math.abs(value)),
  DEC: (name, context) => change(name, -1, context),
  INC: (name, context) => change(name, 1, context),
  MATH: calculate,
  MAX: (text) => ofAll(text, 2, (values) => Math.max(...values)),
  MIN: (text) => ofAll(text, 2, (values) => Math.min(...values)),
  RAND: random,
};

/** Formats an integer as such, any other number with six digits. */
function write(value: number): string {
  return Number.isInteger(value) ? `${value === 0 ? 0 : value}` : value.toFixed(6);
}

function ofAll(
  text: string,
  most: number,
  act: (values: readonly number[]) => number,
): string | undefined {
  const values = splitArguments(text, { most }).filter((part) => part !== "").map(parseFloat);
  if (values.length === 0 || values.some(Number.isNaN)) return undefined;
  return write(act(values));
}

function change(
  name: string,
  by: number,
  { read, write: set }: FunctionContext,
): string | undefined {
  const value = read(name) ?? "";
  if (!/^-?\d+$/.test(value)) return undefined;
  const changed = `${Number(value) + by}`;
  set(name, changed);
  return changed;
}

/** The operators of `MATH()`, the longer ones first. */
const OPERATOR = /<<|>>|<=|>=|==|AND|XOR|OR|[-+*/%^<>]/g;

/** The result types of `MATH()`. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ int: "int", i: "int", float: "float", f: "float", hex: "hex", h: "hex" },
  ...{ char: "char", c: "char" },
};

/** Calculates with two numbers; ignores everything after the second. */
function calculate(args: string): string | undefined {
  const [text = "", given = "float", more] = splitArguments(args, { most: 3 });
  const type = TYPES[given.toLowerCase()];
  // A minus sign at the start is not an operator.
  OPERATOR.lastIndex = text.startsWith("-") ? 1 : 0;
  const found = OPERATOR.exec(text);
  if (found === null || type === undefined || more !== undefined) return undefined;
  const left = numberAt(text.slice(0, found.index));
  const right = numberAt(text.slice(found.index + found[0].length));
  if (left === undefined || right === undefined) return undefined;
  const value = operate(found[0], left, right);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  const whole = Math.abs(value) < 2 ** 31 ? Math.trunc(value) : -(2 ** 31);
  switch (type) {
    case "int":
      return `${whole === 0 ? 0 : whole}`;
    case "hex":
      return (whole >>> 0).toString(16);
    case "char":
      return String.fromCharCode(whole & 0xff).replace("\0", "");
    default:
      return value.toFixed(6);
  }
}

/** Parses the number at the start of a text, as C does. */
function numberAt(text: string): number | undefined {
  const [found, hex] = /^\s*(?:[-+]?0[xX]([0-9A-Fa-f]+)|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/
    .exec(text) ?? [];
  if (found === undefined) return undefined;
  if (hex === undefined) return Number(found);
  return parseInt(hex, 16) * (found.trim().startsWith("-") ? -1 : 1);
}

function operate(operator: string, left: number, right: number): number | boolean {
  const [a, b] = [Math.trunc(left), Math.trunc(right)];
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? 0 : left / right;
    case "%":
      return b === 0 ? 0 : a % b + 0;
    case "^":
      return left ** right;
    case "AND":
      return a & b;
    case "OR":
      return a | b;
    case "XOR":
      return a ^ b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return left === right;
  }
}

/** Returns a number of a range. All calls get the same sequence, so that tests are reproducible. */
function random(args: string, { call: { world } }: FunctionContext): string {
  const [from = "", to = ""] = splitArguments(args, { most: 2 });
  const [low, high] = [
    parseInt(from) || 0,
    to === "" || !/^\s*-?\d/.test(to) ? RAND_MAX : parseInt(to),
  ];
  if (low > high) throw notSimulated("RAND", "of a range that ends before it begins");
  const last = Number(world.settings.get("RAND()") ?? "12345");
  const next = Number(BigInt(last) * 1_103_515_245n % 2_147_483_648n) + 12_345;
  world.settings.set("RAND()", `${next % RAND_MAX}`);
  return `${low + Math.floor(next % RAND_MAX / RAND_MAX * (high - low + 1))}`;
}
