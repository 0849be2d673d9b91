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

/** The duration of a character, in milliseconds. */
const CHARACTER = 500;

/** The durations of dates and times, in milliseconds. */
const MOMENT: Readonly<Record<"date" | "time" | "datetime", number>> = {
  date: 3000,
  time: 2000,
  datetime: 5000,
};

/** Commands that say something. */
export const SAY: CommandTable = {
  "SAY ALPHA": { dead: false, run: sayAlpha },
  "SAY DATE": { dead: false, run: sayMoment("date") },
  "SAY DATETIME": { dead: false, run: sayMoment("datetime", Infinity) },
  "SAY DIGITS": { dead: false, run: sayNumber("digits") },
  "SAY NUMBER": { dead: false, run: sayNumber("number", 3) },
  "SAY PHONETIC": { dead: false, run: sayPhonetic },
  "SAY TIME": { dead: false, run: sayMoment("time") },
};

/** Says each character. A line from the AGI interrupts this only if the AGI gets audio. */
async function say(call: Call, kind: SoundKind, args: readonly string[]): Promise<CommandOutcome> {
  const [text = "", digits = ""] = args;
  const samples = text.length * CHARACTER * RATE;
  const interruptible = call.enhanced;
  const { end } = await play(call, { kind, text, samples, digits, interruptible });
  tellDigit(call, `SAY ${kind.toUpperCase()}`, end);
  return told({ end });
}

function sayNumber(kind: SoundKind, most = 2) {
  return (call: Call, args: readonly string[]): CommandOutcome | Promise<CommandOutcome> => {
    const wrong = args.length < 2 || args.length > most;
    if (wrong || leadingInteger(args[0] ?? "") === undefined) return USAGE;
    return say(call, kind, args);
  };
}

function sayPhonetic(
  call: Call,
  args: readonly string[],
): CommandOutcome | Promise<CommandOutcome> {
  return args.length === 2 ? say(call, "phonetic", args) : USAGE;
}

function sayAlpha(call: Call, args: readonly string[]): CommandOutcome | Promise<CommandOutcome> {
  const [, , letters = "n"] = args;
  if (args.length < 2 || args.length > 3 || !/^([alnu]|$)/i.test(letters)) return USAGE;
  const [text = ""] = args;
  const missing = /^16\./.test(call.world.version) ? unsayable(text, letters) : -1;
  return missing < 0
    ? say(call, "alpha", args)
    : failing(call, "alpha", [text.slice(0, missing), ...args.slice(1)]);
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
async function failing(
  call: Call,
  kind: SoundKind,
  args: readonly string[],
): Promise<CommandOutcome> {
  const outcome = await say(call, kind, args);
  return outcome.reply === "result=0" ? failure(-1) : outcome;
}

/** The default format of a date and time. */
const DATETIME_FORMAT = "ABdY 'digits/at' IMp";

/** Whether all sounds that a format names in quotes exist. */
function hasSounds(call: Call, format: string): boolean {
  const names = [...format.matchAll(/'([^']*)'/g)].map(([, name = ""]) => name);
  return names.every((name) => call.world.sounds(name) !== undefined);
}

/** Says a moment until its end or a digit; a line from the AGI does not interrupt it. */
function sayMoment(kind: "date" | "time" | "datetime", most = 2) {
  return async (call: Call, args: readonly string[]): Promise<CommandOutcome> => {
    const [epoch = "", digits = "", format, timezone] = args;
    const seconds = leadingInteger(epoch);
    if (args.length < 2 || args.length > most || seconds === undefined) return USAGE;
    const isComplete = kind !== "datetime" || hasSounds(call, format ?? DATETIME_FORMAT);
    if (!isComplete) return failure(-1);
    const text = [iso(seconds, kind), ...format ? [format] : [], ...timezone ? [timezone] : []];
    const { end } = await play(call, {
      kind,
      text: text.join(" "),
      samples: MOMENT[kind] * RATE,
      digits,
      interruptible: false,
    });
    tellDigit(call, `SAY ${kind.toUpperCase()}`, end);
    return told({ end });
  };
}

/** Formats the moment in UTC; on a real Asterisk the caller hears the machine's time zone. */
function iso(seconds: number, kind: "date" | "time" | "datetime"): string {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return `${seconds}`;
  const text = moment.toISOString().replace(".000", "");
  if (kind === "datetime") return text;
  return kind === "date" ? text.replace(/T.*/, "") : text.replace(/^.*T/, "");
}
