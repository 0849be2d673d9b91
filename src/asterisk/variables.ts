import type { Call } from "./call.ts";
import { evaluateExpression } from "../asterisk/expression/evaluate_expression.ts";
import type { FunctionContext } from "../asterisk/functions/dialplan_function.ts";
import { callFunction, writeFunction } from "../asterisk/functions/functions.ts";

/** The deepest nesting of `${}`. */
const DEEPEST = 15;

/** Reads a variable or a function; `undefined` if it is not set or does not exist. */
export function readVariable(call: Call, name: string): string | undefined {
  const [, called, args = ""] = /^([^(]*)\(([^]*)\)$/.exec(name) ?? [];
  if (called !== undefined) return callFunction({ name: called, args }, contextOf(call));
  const own = OWN[name];
  if (own !== undefined && Object.hasOwn(OWN, name)) return own(call);
  const value = call.world.variables.get(name) ?? call.world.globals.get(name);
  if (value === undefined && OF_MACHINE.test(name)) {
    throw new Error(
      `\${${name}} failed: it depends on the machine (set it with the option variables)`,
    );
  }
  return value;
}

/** Sets a variable or a function. A failure is not reported, as on a real Asterisk. */
export function writeVariable(call: Call, name: string, value: string): void {
  const [, called, args = ""] = /^([^(]*)\(([^]*)\)$/.exec(name) ?? [];
  if (called !== undefined) writeFunction({ name: called, args, value }, contextOf(call));
  else call.world.variables.set(name.replace(/^__?/, ""), value);
}

/**
 * Replaces `${...}` by values, from the inside out: variables, functions, and substrings as in
 * `${NAME:1:2}`. Evaluates `$[...]`.
 *
 * @throws {Error} If the template uses something that is not simulated.
 */
export function expand(call: Call, template: string, depth = 0): string {
  let text = "";
  let rest = template;
  while (true) {
    const start = rest.search(/\$[{[]/);
    if (start < 0) return text + rest;
    if (depth > DEEPEST) {
      throw new Error(`\${...} failed: over ${DEEPEST} levels are not simulated`);
    }
    const end = closing(rest, start + 1);
    const inner = expand(call, rest.slice(start + 2, end), depth + 1);
    text += rest.slice(0, start);
    text += rest[start + 1] === "{" ? evaluate(call, inner) : calculate(call, inner);
    rest = rest.slice(end + 1);
  }
}

/** Finds the closing bracket for the one at `at`; the end of the text if there is none. */
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
  // Unlike GET VARIABLE, a template may have text after the parentheses.
  const value = readVariable(call, name.includes("(") ? name.replace(/[^)]*$/, "") : name) ?? "";
  const [, from, to] = /^\s*([-+]?\d+)(?::\s*([-+]?\d+))?/.exec(inner.slice(colon + 1)) ?? [];
  if (colon < 0 || from === undefined) return value;
  const offset = Number(from);
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  if (to === undefined) return value.slice(start);
  const length = Number(to);
  return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
}

/** Finds the colon of a substring: outside of parentheses, as Asterisk counts them. */
function partAt(inner: string): number {
  let depth = 0;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "(") depth++;
    else if (inner[i] === ")") depth--;
    else if (inner[i] === ":" && depth === 0) return i;
  }
  return -1;
}

function calculate(call: Call, inner: string): string {
  const context = contextOf(call);
  return evaluateExpression(inner, (name, args) => callFunction({ name, args }, context));
}

/** Makes the view of a call that dialplan functions get. */
function contextOf(call: Call): FunctionContext {
  return {
    call,
    read: (name) => readVariable(call, name),
    write: (name, value) => writeVariable(call, name, value),
    expand: (template) => expand(call, template),
  };
}

/** Variables whose values depend on the installation of Asterisk; they are not simulated. */
const OF_MACHINE = /^(AST(AGI|CACHE|DATA|DB|ETC|KEY|LOG|MOD|RUN|SBIN|SPOOL|VARLIB)DIR|ENTITYID)$/;

/** The value of `CALLINGPRES` for an unknown number. */
const UNAVAILABLE = "67";

/** Returns the presentation of the number; a presentation that was set is not simulated. */
function callingPresentation(call: Call): string {
  const presentation = readVariable(call, "CALLERID(pres)");
  if (presentation === "unavailable") return UNAVAILABLE;
  if (presentation === "allowed_not_screened") return "0";
  throw new Error("${CALLINGPRES} failed: one that was set is not simulated");
}

/** Variables that Asterisk provides itself. */
const OWN: Readonly<Record<string, (call: Call) => string>> = {
  CALLINGANI2: ({ world }) => world.settings.get("CALLERID(ani2)") ?? "0",
  CALLINGPRES: callingPresentation,
  CALLINGTNS: () => "0",
  CALLINGTON: ({ world }) => world.settings.get("CALLERID(num-plan)") ?? "0",
  CHANNEL: ({ channel }) => channel.name,
  CONTEXT: ({ channel }) => channel.identity.context,
  EPOCH: ({ world, now }) => `${Math.floor((world.epoch + now) / 1000)}`,
  EXTEN: ({ channel }) => channel.identity.extension,
  HANGUPCAUSE: ({ channel }) => `${channel.hangupCause}`,
  PRIORITY: ({ channel }) => channel.identity.priority,
  UNIQUEID: ({ channel }) => channel.identity.uniqueId,
};
