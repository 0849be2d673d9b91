import { numberFiles } from "./say_files.ts";

/** A moment in the time zone in which it is said. */
type Moment = Temporal.ZonedDateTime;

/** The default format of `SAY DATETIME` in English. */
export const DATETIME_FORMAT = "ABdY 'digits/at' IMp";

/** What is said for each letter of a format; other letters say nothing. */
const LETTERS: Readonly<Record<string, (moment: Moment) => readonly string[]>> = {
  A: weekday,
  a: weekday,
  B: month,
  b: month,
  h: month,
  m: ({ month }) => [`digits/h-${month}`],
  d: ({ day }) => ordinal(day),
  e: ({ day }) => ordinal(day),
  Y: ({ year }) => yearFiles(year),
  I: hour12,
  l: hour12,
  H: hour24,
  k: ({ hour }) => hour === 0 ? ["digits/oh"] : numberFiles(hour),
  M: minute,
  P: half,
  p: half,
  S: ({ second }) => second === 0 ? ["digits/0"] : twoDigits(second),
  R: (moment) => [...hour24(moment), ...minute(moment)],
  T: (moment) => [...hour24(moment), ...minute(moment), ...LETTERS["S"]?.(moment) ?? []],
};

/** Formats with these letters depend on the day on which they are said. */
const RELATIVE = /[Qq]/;

/** Returns the files of `SAY DATE` in English. */
export function dateFiles(moment: Moment): readonly string[] {
  const { day, year } = moment;
  return [...weekday(moment), ...month(moment), ...numberFiles(day), ...numberFiles(year)];
}

/** Returns the files of `SAY TIME` in English. */
export function timeFiles(moment: Moment): readonly string[] {
  return [...hour12(moment), ...minute(moment), ...half(moment)];
}

/**
 * Returns the files of `SAY DATETIME` in English; `undefined` for a format that depends on today.
 *
 * @param format Letters, and names of files in single quotes.
 */
export function datetimeFiles(moment: Moment, format: string): readonly string[] | undefined {
  if (RELATIVE.test(format.replaceAll(/'[^']*'?/g, ""))) return undefined;
  return [...format.matchAll(/'([^']*)'?|(.)/gs)].flatMap(([, file, letter = ""]) =>
    file === undefined ? LETTERS[letter]?.(moment) ?? [] : [file]
  );
}

function weekday({ dayOfWeek }: Moment): readonly string[] {
  return [`digits/day-${dayOfWeek % 7}`];
}

function month({ month }: Moment): readonly string[] {
  return [`digits/mon-${month - 1}`];
}

function ordinal(day: number): readonly string[] {
  const unit = day % 10;
  return day <= 20 || unit === 0
    ? [`digits/h-${day}`]
    : [`digits/${day - unit}`, `digits/h-${unit}`];
}

function yearFiles(year: number): readonly string[] {
  if (year >= 2000) return numberFiles(year);
  return year > 1900 ? ["digits/19", ...twoDigits(year - 1900)] : [];
}

function hour12({ hour }: Moment): readonly string[] {
  return numberFiles(hour % 12 || 12);
}

function hour24({ hour }: Moment): readonly string[] {
  return hour === 0 ? ["digits/oh"] : twoDigits(hour);
}

function minute({ minute }: Moment): readonly string[] {
  return minute === 0 ? ["digits/oclock"] : twoDigits(minute);
}

function half({ hour }: Moment): readonly string[] {
  return [hour < 12 ? "digits/a-m" : "digits/p-m"];
}

/** A number of two digits: five is said as "oh five". */
function twoDigits(value: number): readonly string[] {
  return value < 10 ? ["digits/oh", ...numberFiles(value)] : numberFiles(value);
}
