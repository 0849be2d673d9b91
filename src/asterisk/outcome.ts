import type { Call } from "./call.ts";

/** What a command leaves to be sent when it is done. */
export interface CommandOutcome {
  /** What stands behind `200 `; none for a command that was interrupted. */
  readonly reply?: string;
  /** Whether the 520 is to follow: wrong arguments, or an application that returned 1. */
  readonly usage?: boolean;
  /** Whether `AGISTATUS` becomes `FAILURE` by it. */
  readonly failed?: boolean;
}

/** A line of Asterisk's table of commands. */
export interface Entry {
  /** Whether it runs on a dead channel. */
  readonly dead: boolean;
  /** Does it, with the words behind the verb. */
  readonly run: (call: Call, args: readonly string[]) => CommandOutcome | Promise<CommandOutcome>;
}

/** A part of the table, by the verb in upper case. */
export type CommandTable = Readonly<Record<string, Entry>>;

/** The arguments were wrong. */
export const USAGE: CommandOutcome = { usage: true };

/** A line interrupted the command, and it says nothing. */
export const SILENT: CommandOutcome = {};

/** `result=` and whatever stands behind it. */
export function result(value: number | string, rest = ""): CommandOutcome {
  return { reply: `result=${value}${rest}` };
}

/** As {@linkcode result}, of a command that failed. */
export function failure(value: number | string, rest = ""): CommandOutcome {
  return { reply: `result=${value}${rest}`, failed: true };
}

/** A digit as commands tell it. */
export function digitCode(digit: string): number {
  return digit.charCodeAt(0);
}

/** The integer that a text begins with, as C reads it; `undefined` if there is none. */
export function leadingInteger(text: string): number | undefined {
  const [digits] = /^\s*[-+]?\d+/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
