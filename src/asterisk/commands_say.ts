import type { Call } from "./call.ts";
import type { SoundKind } from "./events.ts";
import {
  type CommandOutcome,
  type CommandTable,
  failure,
  leadingInteger,
  USAGE,
} from "./outcome.ts";
import { play, RATE, tellDigit, told } from "./play.ts";
import {
  alphaFiles,
  digitFiles,
  type LetterCase,
  numberFiles,
  phoneticFiles,
} from "./say_files.ts";
import { isEnglish, saidLength } from "./saying.ts";

/** The duration of a character, in milliseconds. */
const CHARACTER = 500;

/** Commands that say numbers and characters. */
export const SAY: CommandTable = {
  "SAY ALPHA": { dead: false, run: sayAlpha },
  "SAY DIGITS": { dead: false, run: sayDigits },
  "SAY NUMBER": { dead: false, run: sayNumber },
  "SAY PHONETIC": { dead: false, run: sayPhonetic },
};

/** What `SAY` says, and the words after its verb. */
interface Saying {
  readonly kind: SoundKind;
  readonly args: readonly string[];
  readonly files: readonly string[];
}

/** Says each character. A line from the AGI interrupts this only if the AGI gets audio. */
async function say(call: Call, { kind, args, files }: Saying): Promise<CommandOutcome> {
  const [text = "", digits = ""] = args;
  const samples = saidLength(call, files) ?? text.length * CHARACTER * RATE;
  const interruptible = call.enhanced;
  const { end } = await play(call, { kind, text, files, samples, digits, interruptible });
  tellDigit(call, `SAY ${kind.toUpperCase()}`, end);
  return told({ end });
}

function sayNumber(
  call: Call,
  args: readonly string[],
): CommandOutcome | Promise<CommandOutcome> {
  const value = leadingInteger(args[0] ?? "");
  if (args.length < 2 || args.length > 3 || value === undefined) return USAGE;
  return say(call, { kind: "number", args, files: isEnglish(call) ? numberFiles(value) : [] });
}

function sayDigits(
  call: Call,
  args: readonly string[],
): CommandOutcome | Promise<CommandOutcome> {
  const [text = ""] = args;
  if (args.length !== 2 || leadingInteger(text) === undefined) return USAGE;
  return say(call, { kind: "digits", args, files: digitFiles(text) });
}

function sayPhonetic(
  call: Call,
  args: readonly string[],
): CommandOutcome | Promise<CommandOutcome> {
  const [text = ""] = args;
  if (args.length !== 2) return USAGE;
  return say(call, { kind: "phonetic", args, files: phoneticFiles(text) });
}

function sayAlpha(call: Call, args: readonly string[]): CommandOutcome | Promise<CommandOutcome> {
  const [, , letters = "n"] = args;
  if (args.length < 2 || args.length > 3 || !/^([alnu]|$)/i.test(letters)) return USAGE;
  const [text = ""] = args;
  const missing = /^16\./.test(call.world.version) ? unsayable(text, letters) : -1;
  const said = missing < 0 ? text : text.slice(0, missing);
  const letterCase = letters.slice(0, 1).toLowerCase() as LetterCase;
  const saying: Saying = {
    kind: "alpha",
    args: [said, ...args.slice(1)],
    files: alphaFiles(said, letterCase),
  };
  return missing < 0 ? say(call, saying) : failing(call, saying);
}

/**
 * Finds where Asterisk 16 fails: at a letter that needs a word for its case, or at a first byte
 * that is not ASCII. At a later such byte it repeats the character before.
 */
function unsayable(text: string, letters: string): number {
  if (/^[\x80-\xff]/.test(text)) return 0;
  switch (letters.slice(0, 1).toLowerCase()) {
    case "a":
      return text.search(/[A-Za-z]/);
    case "l":
      return text.search(/[a-z]/);
    case "u":
      return text.search(/[A-Z]/);
    default:
      return -1;
  }
}

/** Says the characters that have a sound, then fails. */
async function failing(call: Call, saying: Saying): Promise<CommandOutcome> {
  const outcome = await say(call, saying);
  return outcome.reply === "result=0" ? failure(-1) : outcome;
}
