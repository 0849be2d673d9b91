import type { Call } from "./call.ts";
import { callFunction, writeFunction } from "./functions.ts";

/** The most levels of `${}` in each other. */
const DEEPEST = 15;

/** Reads a variable or a function; `undefined` if it is not set, or there is no such function. */
export function readVariable(call: Call, name: string): string | undefined {
  const [, called, args = ""] = /^([^(]*)\(([^]*)\)$/.exec(name) ?? [];
  if (called !== undefined) return callFunction(call, called, args);
  const own = OWN[name];
  if (own !== undefined && Object.hasOwn(OWN, name)) return own(call);
  return call.world.variables.get(name) ?? call.world.globals.get(name);
}

/** Sets a variable or a function; what cannot be set is not told. */
export function writeVariable(call: Call, name: string, value: string): void {
  const [, called, args = ""] = /^([^(]*)\(([^]*)\)$/.exec(name) ?? [];
  if (called !== undefined) writeFunction(call, { name: called, args, value });
  else call.world.variables.set(name.replace(/^__?/, ""), value);
}

/**
 * Puts values in the place of `${...}`, from the inside to the outside: variables, functions, and
 * parts as in `${NAME:1:2}`. `$[...]` is calculated if it is a sum of whole numbers, and stays as it
 * is otherwise.
 */
export function expand(call: Call, template: string, depth = 0): string {
  let text = "";
  let rest = template;
  while (true) {
    const start = rest.search(/\$[{[]/);
    if (start < 0 || depth > DEEPEST) return text + rest;
    const end = closing(rest, start + 1);
    const inner = expand(call, rest.slice(start + 2, end), depth + 1);
    text += rest.slice(0, start);
    text += rest[start + 1] === "{" ? evaluate(call, inner) : calculate(inner);
    rest = rest.slice(end + 1);
  }
}

/** Where the bracket that opens at `at` closes; the end of the text if it does not. */
function closing(text: string, at: number): number {
  const [open, close] = text[at] === "{" ? ["{", "}"] : ["[", "]"];
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === open) depth++;
    else if (text[i] === close && --depth === 0) return i;
  }
  return text.length;
}

function evaluate(call: Call, inner: string): string {
  const colon = partAt(inner);
  const name = colon < 0 ? inner : inner.slice(0, colon);
  // Here, and not in GET VARIABLE, something may stand behind the parentheses.
  const value = readVariable(call, name.includes("(") ? name.replace(/[^)]*$/, "") : name) ?? "";
  const [offset = NaN, length] = inner.slice(colon + 1).split(":").map((text) => parseInt(text));
  if (colon < 0 || Number.isNaN(offset)) return value;
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  if (length === undefined || Number.isNaN(length)) return value.slice(start);
  return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
}

/** Where the part of a value begins: at a colon outside of parentheses, as Asterisk counts them. */
function partAt(inner: string): number {
  let depth = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "(") depth++;
    else if (inner[i] === ")") depth--;
    else if (inner[i] === ":" && depth === 0) return i;
  }
  return -1;
}

function calculate(inner: string): string {
  if (!/^\s*-?\d+(\s*[-+*]\s*\d+)*\s*$/.test(inner)) return inner;
  let sum = 0;
  for (const [, sign = "+", product = ""] of inner.matchAll(/([-+])?\s*(\d+(?:\s*\*\s*\d+)*)/g)) {
    const value = product.split("*").reduce((all, factor) => all * Number(factor), 1);
    sum += sign === "-" ? -value : value;
  }
  return `${sum}`;
}

/** The variables that Asterisk makes itself. */
const OWN: Readonly<Record<string, (call: Call) => string>> = {
  CHANNEL: ({ channel }) => channel.name,
  CONTEXT: ({ channel }) => channel.identity.context,
  EPOCH: ({ world, now }) => `${Math.floor((world.epoch + now) / 1000)}`,
  EXTEN: ({ channel }) => channel.identity.extension,
  HANGUPCAUSE: ({ channel }) => `${channel.hangupCause}`,
  PRIORITY: ({ channel }) => channel.identity.priority,
  UNIQUEID: ({ channel }) => channel.identity.uniqueId,
};
