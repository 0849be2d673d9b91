import type { Call } from "./call.ts";

/** The reply of a finished command. */
export interface CommandOutcome {
  /** The text after `200 `; none for an interrupted command. */
  readonly reply?: string;
  /** Whether a 520 follows: for wrong arguments, or an application that returned 1. */
  readonly usage?: boolean;
  /** Whether it sets `AGISTATUS` to `FAILURE`. */
  readonly failed?: boolean;
}

/** An entry of Asterisk's command table. */
export interface Entry {
  /** Whether it runs on a dead channel. */
  readonly dead: boolean;
  /** Runs the command with the words after the verb. */
  readonly run: (call: Call, args: readonly string[]) => CommandOutcome | Promise<CommandOutcome>;
}

/** A part of the table, by the verb in upper case. */
export type CommandTable = Readonly<Record<string, Entry>>;

/** The outcome of wrong arguments. */
export const USAGE: CommandOutcome = { usage: true };

/** The outcome of a command that a line interrupted: no reply. */
export const SILENT: CommandOutcome = {};

/** Makes a reply of `result=` and the text after it. */
export function result(value: number | string, rest = ""): CommandOutcome {
  return { reply: `result=${value}${rest}` };
}

/** Like {@linkcode result}, for a command that failed. */
export function failure(value: number | string, rest = ""): CommandOutcome {
  return { reply: `result=${value}${rest}`, failed: true };
}

/** Returns a digit as commands report it: its ASCII code. */
export function digitCode(digit: string): number {
  return digit.charCodeAt(0);
}

/** Parses the integer at the start of a text as C does; `undefined` if there is none. */
export function leadingInteger(text: string): number | undefined {
  const [digits] = /^\s*[-+]?\d+/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
