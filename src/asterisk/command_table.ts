import { CONTROL } from "./commands_control.ts";
import { CONTROL_STREAM } from "./commands_control_stream.ts";
import { DATA } from "./commands_data.ts";
import { DIGITS } from "./commands_digits.ts";
import { PLAYBACK } from "./commands_playback.ts";
import { RECORD } from "./commands_record.ts";
import { SAY } from "./commands_say.ts";
import { SAY_MOMENT } from "./commands_say_moment.ts";
import { SPEECH } from "./commands_speech.ts";
import { TEXT } from "./commands_text.ts";
import type { CommandTable, Entry } from "./outcome.ts";

/** All 47 commands. */
export const COMMANDS: CommandTable = {
  ...CONTROL,
  ...CONTROL_STREAM,
  ...DATA,
  ...DIGITS,
  ...PLAYBACK,
  ...RECORD,
  ...SAY,
  ...SAY_MOMENT,
  ...SPEECH,
  ...TEXT,
};

/** The longest verb, in words. */
const LONGEST_VERB = 3;

/** A command of the table, and its arguments. */
export interface Found {
  /** The verb, in upper case. */
  readonly verb: string;
  /** The entry of the table. */
  readonly entry: Entry;
  /** The words after the verb. */
  readonly args: readonly string[];
}

/** Finds the longest command that the words begin with, in any case. */
export function findCommand(words: readonly string[]): Found | undefined {
  for (let count = LONGEST_VERB; count > 0; count--) {
    const verb = words.slice(0, count).join(" ").toUpperCase();
    // A quoted word with a space in it does not match two words of a verb.
    const isVerb = verb.split(" ").length === count && Object.hasOwn(COMMANDS, verb);
    const entry = isVerb ? COMMANDS[verb] : undefined;
    if (entry !== undefined) return { verb, entry, args: words.slice(count) };
  }
  return undefined;
}
