import type { Call } from "./call.ts";
import {
  type CommandOutcome,
  type CommandTable,
  failure,
  leadingInteger,
  USAGE,
} from "./outcome.ts";
import { play, RATE, tellDigit, told } from "./play.ts";
import { dateFiles, DATETIME_FORMAT, datetimeFiles, timeFiles } from "./say_moment_files.ts";
import { isEnglish, saidLength } from "./saying.ts";

type MomentKind = "date" | "time" | "datetime";

/** The durations of dates and times whose files are not known, in milliseconds. */
const MOMENT: Readonly<Record<MomentKind, number>> = {
  date: 3000,
  time: 2000,
  datetime: 5000,
};

/** Commands that say dates and times. */
export const SAY_MOMENT: CommandTable = {
  "SAY DATE": { dead: false, run: sayMoment("date") },
  "SAY DATETIME": { dead: false, run: sayMoment("datetime", Infinity) },
  "SAY TIME": { dead: false, run: sayMoment("time") },
};

/** Whether all sounds that a format names in quotes exist. */
function hasSounds(call: Call, format: string): boolean {
  const names = [...format.matchAll(/'([^']*)'/g)].map(([, name = ""]) => name);
  return names.every((name) => call.soundLength(name) !== undefined);
}

/** Says a moment until its end or a digit; a line from the AGI does not interrupt it. */
function sayMoment(kind: MomentKind, most = 2) {
  return async (call: Call, args: readonly string[]): Promise<CommandOutcome> => {
    const [epoch = "", digits = "", format, timezone] = args;
    const seconds = leadingInteger(epoch);
    if (args.length < 2 || args.length > most || seconds === undefined) return USAGE;
    const isComplete = kind !== "datetime" || hasSounds(call, format ?? DATETIME_FORMAT);
    if (!isComplete) return failure(-1);
    const text = [iso(seconds, kind), ...format ? [format] : [], ...timezone ? [timezone] : []];
    const files = isEnglish(call) ? momentFiles(kind, { seconds, format, timezone }) : [];
    const { end } = await play(call, {
      kind,
      text: text.join(" "),
      files,
      samples: saidLength(call, files) ?? MOMENT[kind] * RATE,
      digits,
      interruptible: false,
    });
    tellDigit(call, `SAY ${kind.toUpperCase()}`, end);
    return told({ end });
  };
}

/** What is said of a moment, in seconds since 1970. */
interface Spoken {
  readonly seconds: number;
  readonly format: string | undefined;
  readonly timezone: string | undefined;
}

/** The files of a moment; none if the format or the time zone is not known. */
function momentFiles(
  kind: MomentKind,
  { seconds, format, timezone }: Spoken,
): readonly string[] {
  const zone = timezone || "UTC";
  try {
    const moment = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(zone);
    if (kind === "date") return dateFiles(moment);
    if (kind === "time") return timeFiles(moment);
    return datetimeFiles(moment, format || DATETIME_FORMAT) ?? [];
  } catch {
    return []; // Temporal does not know the time zone, or the moment is too far away.
  }
}

/** Formats the moment in UTC; on a real Asterisk the caller hears the machine's time zone. */
function iso(seconds: number, kind: MomentKind): string {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return `${seconds}`;
  const text = moment.toISOString().replace(".000", "");
  if (kind === "datetime") return text;
  return kind === "date" ? text.replace(/T.*/, "") : text.replace(/^.*T/, "");
}
