import type { DialplanFunction } from "../call.ts";
import { CALL_WRITERS, CALLS } from "./call_functions.ts";
import { DATABASE, DATABASE_WRITERS } from "./database_functions.ts";
import {
  type FunctionContext,
  notSimulated,
  type ReadTable,
  type WriteTable,
} from "./dialplan_function.ts";
import { ENCODINGS } from "./encoding_functions.ts";
import { LIST_WRITERS, LISTS } from "./list_functions.ts";
import { LOGIC } from "./logic_functions.ts";
import { NUMBERS } from "./number_functions.ts";
import { TEXTS } from "./text_functions.ts";
import { TIME } from "./time_functions.ts";

/** All readable functions. */
const READERS: ReadTable = {
  ...CALLS,
  ...DATABASE,
  ...ENCODINGS,
  ...LISTS,
  ...LOGIC,
  ...NUMBERS,
  ...TEXTS,
  ...TIME,
};

/** All writable functions. */
const WRITERS: WriteTable = { ...CALL_WRITERS, ...DATABASE_WRITERS, ...LIST_WRITERS };

/** Finds a function of the test: for these arguments, as in `CHANNEL(linkedid)`, or for all. */
function ownFunction(
  { call: { world: { functions } } }: FunctionContext,
  name: string,
  args: string,
): DialplanFunction | undefined {
  return functions.get(`${name}(${args})`) ?? functions.get(name);
}

/**
 * Calls a dialplan function, one of the test first; `undefined` if it fails.
 *
 * @throws {Error} If the simulator does not know the function. The message says how to define it.
 */
export function callFunction(
  { name, args }: { name: string; args: string },
  context: FunctionContext,
): string | undefined {
  const own = ownFunction(context, name, args);
  if (own !== undefined) return own(context.call, args);
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader !== undefined) return reader(args, context);
  // These cannot be read on Asterisk.
  if (Object.hasOwn(WRITERS, name)) return undefined;
  throw notSimulated(name);
}

/**
 * Sets the value of a dialplan function. Ignores a function that can only be read.
 *
 * @throws {Error} If the simulator does not know the function. The message says how to define it.
 */
export function writeFunction(
  { name, args, value }: { name: string; args: string; value: string },
  context: FunctionContext,
): void {
  const own = ownFunction(context, name, args);
  if (own !== undefined) return void own(context.call, args, value);
  const writer = Object.hasOwn(WRITERS, name) ? WRITERS[name] : undefined;
  if (writer !== undefined) writer({ args, value }, context);
  else if (!Object.hasOwn(READERS, name)) throw notSimulated(name);
}
