import type { Call } from "./call.ts";
import type { SoundKind } from "./events.ts";
import { failure, leadingInteger, type Outcome, type Table, USAGE } from "./outcome.ts";
import { play, RATE, tellDigit, told } from "./play.ts";

/** How long a character takes, in milliseconds. */
const CHARACTER = 500;

/** How long dates and times take, in milliseconds. */
const MOMENT: Readonly<Record<"date" | "time" | "datetime", number>> = {
  date: 3000,
  time: 2000,
  datetime: 5000,
};

/** Commands that say something. */
export const SAY: Table = {
  "SAY ALPHA": { dead: false, run: sayAlpha },
  "SAY DATE": { dead: false, run: sayMoment("date") },
  "SAY DATETIME": { dead: false, run: sayMoment("datetime", Infinity) },
  "SAY DIGITS": { dead: false, run: sayNumber("digits") },
  "SAY NUMBER": { dead: false, run: sayNumber("number", 3) },
  "SAY PHONETIC": { dead: false, run: sayPhonetic },
  "SAY TIME": { dead: false, run: sayMoment("time") },
};

/** Says each character. Only an AGI that gets audio can interrupt that by a line. */
async function say(call: Call, kind: SoundKind, args: readonly string[]): Promise<Outcome> {
  const [text = "", digits = ""] = args;
  const samples = text.length * CHARACTER * RATE;
  const interruptible = call.enhanced;
  const { end } = await play(call, { kind, text, samples, digits, interruptible });
  tellDigit(call, `SAY ${kind.toUpperCase()}`, end);
  return told({ end });
}

function sayNumber(kind: SoundKind, most = 2) {
  return (call: Call, args: readonly string[]): Outcome | Promise<Outcome> => {
    const wrong = args.length < 2 || args.length > most;
    if (wrong || leadingInteger(args[0] ?? "") === undefined) return USAGE;
    return say(call, kind, args);
  };
}

function sayPhonetic(call: Call, args: readonly string[]): Outcome | Promise<Outcome> {
  return args.length === 2 ? say(call, "phonetic", args) : USAGE;
}

function sayAlpha(call: Call, args: readonly string[]): Outcome | Promise<Outcome> {
  const [, , letters = "n"] = args;
  if (args.length < 2 || args.length > 3 || !/^([alnu]|$)/i.test(letters)) return USAGE;
  const [text = ""] = args;
  const missing = /^16\./.test(call.world.version) ? unsayable(text, letters) : -1;
  return missing < 0
    ? say(call, "alpha", args)
    : failing(call, "alpha", [text.slice(0, missing), ...args.slice(1)]);
}

/**
 * Where Asterisk 16 fails: at a letter that needs a word for its case, or at a first byte that is not
 * ASCII. At a later one it says the character before it again.
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

/** Says what there is a sound for, then fails. */
async function failing(call: Call, kind: SoundKind, args: readonly string[]): Promise<Outcome> {
  const outcome = await say(call, kind, args);
  return outcome.reply === "result=0" ? failure(-1) : outcome;
}

/** The format of a date and time where none is given. */
const DATETIME_FORMAT = "ABdY 'digits/at' IMp";

/** Whether all sounds that a format names in quotes are there. */
function hasSounds(call: Call, format: string): boolean {
  const names = [...format.matchAll(/'([^']*)'/g)].map(([, name = ""]) => name);
  return names.every((name) => call.world.sounds(name) !== undefined);
}

/** Says a moment, whole or up to a digit: no line interrupts that. */
function sayMoment(kind: "date" | "time" | "datetime", most = 2) {
  return async (call: Call, args: readonly string[]): Promise<Outcome> => {
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

/** The moment in UTC: what a caller really hears depends on the time zone of the machine. */
function iso(seconds: number, kind: "date" | "time" | "datetime"): string {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return `${seconds}`;
  const text = moment.toISOString().replace(".000", "");
  if (kind === "datetime") return text;
  return kind === "date" ? text.replace(/T.*/, "") : text.replace(/^.*T/, "");
}
