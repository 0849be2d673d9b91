import { CONTROL } from "./commands_control.ts";
import { DATA } from "./commands_data.ts";
import { DIGITS } from "./commands_digits.ts";
import { PLAYBACK } from "./commands_playback.ts";
import type { Entry, Table } from "./outcome.ts";

/** The commands that the model has. */
export const COMMANDS: Table = { ...CONTROL, ...DATA, ...DIGITS, ...PLAYBACK };

/** The most words of a verb. */
const LONGEST_VERB = 3;

/** A command that was found, and the words behind its verb. */
export interface Found {
  /** The verb, in upper case. */
  readonly verb: string;
  /** What to do. */
  readonly entry: Entry;
  /** The words behind the verb. */
  readonly args: readonly string[];
}

/** Finds the command that the words begin with, whatever their case; of two the longer one. */
export function findCommand(words: readonly string[]): Found | undefined {
  for (let count = LONGEST_VERB; count > 0; count--) {
    const verb = words.slice(0, count).join(" ").toUpperCase();
    // A quoted word with a blank in it is no two words of a verb.
    const isVerb = verb.split(" ").length === count && Object.hasOwn(COMMANDS, verb);
    const entry = isVerb ? COMMANDS[verb] : undefined;
    if (entry !== undefined) return { verb, entry, args: words.slice(count) };
  }
  return undefined;
}
