import type { Call } from "../call.ts";

/** The context of a dialplan function. All texts are binary strings. */
export interface FunctionContext {
  /** The call that it runs in. */
  readonly call: Call;
  /** Reads a variable, or a function by name and arguments; `undefined` if it is not set. */
  readonly read: (name: string) => string | undefined;
  /** Sets a variable or a function. */
  readonly write: (name: string, value: string) => void;
  /** Replaces `${...}` and `$[...]` by their values. */
  readonly expand: (template: string) => string;
}

/** Reads a function; `undefined` is an error. */
export type ReadFunction = (args: string, context: FunctionContext) => string | undefined;

/** Sets the value of a function; ignores a value that cannot be set. */
export type WriteFunction = (
  assignment: { readonly args: string; readonly value: string },
  context: FunctionContext,
) => void;

/** Readable functions, by their names. */
export type ReadTable = Readonly<Record<string, ReadFunction>>;

/** Writable functions, by their names. */
export type WriteTable = Readonly<Record<string, WriteFunction>>;

/**
 * The error for a function that the simulator does not know, or for a use of it: an item such as
 * `(linkedid)`, or other words.
 */
export function notSimulated(name: string, use = ""): Error {
  const isItem = use.startsWith("(");
  const key = isItem ? `"${name}${use}"` : /^\w+$/.test(name) ? name : JSON.stringify(name);
  const what = isItem ? `${name}${use}` : `${name}()${use === "" ? "" : ` ${use}`}`;
  return new Error(
    `${what} failed: the simulator does not know its value ` +
      `(define it with the option functions: { ${key}: (args) => "..." })`,
  );
}
