import type { AnytimeCommand } from "../command.ts";
import { checkOneOf } from "./_check.ts";
import { readDone } from "./_read.ts";

/**
 * Does nothing. Shows up in the output of `agi set debug on`; a reply proves that Asterisk is
 * alive.
 *
 * Sends `NOOP [note...]`.
 *
 * @param notes Any text; Asterisk ignores it.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.noop("begin of the menu");
 * };
 * ```
 */
export function noop(...notes: string[]): AnytimeCommand<void> {
  return {
    verb: "NOOP",
    args: notes,
    allowedOnDeadChannel: true,
    parse: readDone,
  };
}

/**
 * The levels of {@linkcode verbose}: 0 is always shown, higher levels only at a higher verbosity.
 */
export const VERBOSE_LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** One of {@linkcode VERBOSE_LEVELS}. */
export type VerboseLevel = typeof VERBOSE_LEVELS[number];

/** Options of {@linkcode verbose}. */
export interface VerboseOptions {
  /** The console shows the message at this verbosity or higher, 0 to 9. The default is 1. */
  level?: VerboseLevel;
}

/**
 * Writes a message to Asterisk's console and log.
 *
 * Sends `VERBOSE message level`.
 *
 * @param message The message, a single line.
 * @throws {TypeError} If `level` is not an integer from 0 to 9.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.verbose("the database is slow today", { level: 3 });
 * };
 * ```
 */
export function verbose(message: string, options: VerboseOptions = {}): AnytimeCommand<void> {
  const { level = 1 } = options;
  return {
    verb: "VERBOSE",
    args: [message, `${checkOneOf("level", level, VERBOSE_LEVELS)}`],
    allowedOnDeadChannel: true,
    parse: readDone,
  };
}
