import { CONTROL } from "./commands_control.ts";
import { CONTROL_STREAM } from "./commands_control_stream.ts";
import { DATA } from "./commands_data.ts";
import { DIGITS } from "./commands_digits.ts";
import { PLAYBACK } from "./commands_playback.ts";
import { RECORD } from "./commands_record.ts";
import { SAY } from "./commands_say.ts";
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
  ...SPEECH,
  ...TEXT,
};

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
