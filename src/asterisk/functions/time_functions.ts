import { type FunctionContext, notSimulated, type ReadTable } from "./dialplan_function.ts";
import { splitArguments } from "./split_arguments.ts";
import { fromZone, type ZonedParts, zonedParts } from "./time_zone.ts";

const DAYS: readonly string[] = [
  ...["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
];

const MONTHS: readonly string[] = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];

/** Functions of dates and times. The time zone of the simulated machine is UTC. */
export const TIME: ReadTable = { STRFTIME: writeTime, STRPTIME: readTime };

function writeTime(args: string, { call: { world, now } }: FunctionContext): string {
  const [epoch = "", zone = "", format = "%c"] = splitArguments(args, { most: 3 });
  const [, whole, fraction = ""] = /^\s*(-?\d+)(?:\.(\d+))?/.exec(epoch) ?? [];
  const current = world.epoch + now;
  const seconds = whole === undefined ? Math.floor(current / 1000) : Number(whole);
  const micro = whole === undefined ? `${(current % 1000) * 1000}`.padStart(6, "0") : fraction;
  const parts = zonedParts(seconds, zone);
  return writeParts(format, { parts, seconds, zone, fraction: micro.padEnd(6, "0") });
}

interface Moment {
  readonly parts: ZonedParts;
  readonly seconds: number;
  readonly zone: string;
  readonly fraction: string;
}

function writeParts(format: string, moment: Moment): string {
  return format.replaceAll(/%([1-6]q|[^]?)/g, (whole, letter: string) => {
    if (letter === "") return whole;
    const text = field(letter, moment);
    if (text === undefined) throw notSimulated("STRFTIME", `with %${letter}`);
    return text;
  });
}

/** The value of each letter of a format. */
function field(letter: string, moment: Moment): string | undefined {
  const { parts, seconds, zone, fraction } = moment;
  const { year, month, day, hour, minute, second, weekday, yearDay, offset } = parts;
  const two = (value: number, filler = "0") => `${value}`.padStart(2, filler);
  const whole = (format: string) => writeParts(format, moment);
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const dayName = DAYS[weekday] ?? "";
  const monthName = MONTHS[month - 1] ?? "";
  const fields: Readonly<Record<string, () => string>> = {
    "%": () => "%",
    a: () => dayName.slice(0, 3),
    A: () => dayName,
    b: () => monthName.slice(0, 3),
    B: () => monthName,
    c: () => whole("%a %b %e %H:%M:%S %Y"),
    C: () => two(Math.floor(year / 100)),
    d: () => two(day),
    D: () => whole("%m/%d/%y"),
    e: () => two(day, " "),
    F: () => whole("%Y-%m-%d"),
    g: () => two(isoWeek(parts).year % 100),
    G: () => `${isoWeek(parts).year}`,
    h: () => monthName.slice(0, 3),
    H: () => two(hour),
    I: () => two(hour12),
    j: () => `${yearDay + 1}`.padStart(3, "0"),
    k: () => two(hour, " "),
    l: () => two(hour12, " "),
    m: () => two(month),
    M: () => two(minute),
    n: () => "\n",
    p: () => hour < 12 ? "AM" : "PM",
    P: () => hour < 12 ? "am" : "pm",
    q: () => fraction.slice(0, 3),
    r: () => whole("%I:%M:%S %p"),
    R: () => whole("%H:%M"),
    s: () => `${seconds}`,
    S: () => two(second),
    t: () => "\t",
    T: () => whole("%H:%M:%S"),
    u: () => `${weekday === 0 ? 7 : weekday}`,
    U: () => two(Math.floor((yearDay + 7 - weekday) / 7)),
    V: () => two(isoWeek(parts).week),
    w: () => `${weekday}`,
    W: () => two(Math.floor((yearDay + 7 - (weekday + 6) % 7) / 7)),
    x: () => whole("%m/%d/%y"),
    X: () => whole("%H:%M:%S"),
    y: () => two(year % 100),
    Y: () => `${year}`,
    z: () => {
      const size = Math.abs(offset);
      return `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`;
    },
  };
  if (/^[1-6]q$/.test(letter)) return fraction.slice(0, Number(letter[0]));
  if (letter === "Z" && /^(utc)?$/i.test(zone)) return "UTC";
  return Object.hasOwn(fields, letter) ? fields[letter]?.() : undefined;
}

/** Computes the ISO 8601 week, which belongs to the year of its Thursday. */
function isoWeek({ year, yearDay, weekday }: ZonedParts): { year: number; week: number } {
  const thursday = new Date(Date.UTC(year, 0, 1 + yearDay + 3 - (weekday + 6) % 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - first) / (7 * 86_400_000)) + 1;
  return { year: thursday.getUTCFullYear(), week };
}

/** The parsed fields of a date. */
interface Reading {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  afternoon?: boolean;
  epoch?: number;
}

function readTime(args: string): string | undefined {
  const [text, zone, format] = splitArguments(args, { most: 3 });
  if (text === undefined || zone === undefined || format === undefined) return undefined;
  const reading = read(text, format);
  if (reading === undefined) return "";
  if (reading.epoch !== undefined) return `${reading.epoch}`;
  const { year, month, day, hour = 0, minute = 0, second = 0, afternoon } = reading;
  if (year === undefined || month === undefined || day === undefined) {
    throw notSimulated("STRPTIME", "without year, month and day");
  }
  const hours = afternoon === undefined ? hour : hour % 12 + (afternoon ? 12 : 0);
  const wallClock = new Date(Date.UTC(2000, month - 1, day, hours, minute, second));
  wallClock.setUTCFullYear(year, month - 1, day);
  return `${fromZone(wallClock.getTime() / 1000, zone)}`;
}

/** Formats that are short for others. */
const SHORT: Readonly<Record<string, string>> = {
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  T: "%H:%M:%S",
  r: "%I:%M:%S %p",
};

function read(text: string, format: string): Reading | undefined {
  const reading: Reading = {};
  const long = format.replaceAll(/%([DFRTr])/g, (_, letter: string) => SHORT[letter] ?? "");
  let rest = text;
  for (const [piece, letter] of long.matchAll(/%([^]?)|\s+|[^]/g)) {
    const isNumber = letter !== undefined && /[CdeHIjklmMsSyY]/.test(letter);
    if (isNumber || /^(\s|%[nt])/.test(piece)) rest = rest.trimStart();
    if (/^(\s|%[nt])/.test(piece)) continue;
    const length = letter === undefined || letter === "%"
      ? rest.startsWith(piece[0] ?? "") ? 1 : undefined
      : readField(letter, rest, reading);
    if (length === undefined) return undefined;
    rest = rest.slice(length);
  }
  return reading;
}

/**
 * Parses one field at the start of the text. Returns its length; `undefined` if it does not match.
 */
function readField(letter: string, text: string, reading: Reading): number | undefined {
  const numbers: Readonly<
    Record<string, [keyof Reading, digits: number, least: number, most: number]>
  > = {
    Y: ["year", 4, 0, 9999],
    m: ["month", 2, 1, 12],
    d: ["day", 2, 1, 31],
    e: ["day", 2, 1, 31],
    H: ["hour", 2, 0, 23],
    k: ["hour", 2, 0, 23],
    I: ["hour", 2, 1, 12],
    l: ["hour", 2, 1, 12],
    M: ["minute", 2, 0, 59],
    S: ["second", 2, 0, 61],
    y: ["year", 2, 0, 99],
    s: ["epoch", 15, 0, Number.MAX_SAFE_INTEGER],
  };
  const entry = Object.hasOwn(numbers, letter) ? numbers[letter] : undefined;
  if (entry !== undefined) {
    const [key, digits, least, most] = entry;
    const found = new RegExp(`^\\d{1,${digits}}`).exec(text)?.[0];
    const value = Number(found);
    if (found === undefined || value < least || value > most) return undefined;
    const year = letter === "y" ? value + (value < 69 ? 2000 : 1900) : value;
    Object.assign(reading, { [key]: year });
    return found.length;
  }
  if (letter === "p") {
    const [found] = /^[ap]m/i.exec(text) ?? [];
    if (found !== undefined) reading.afternoon = /p/i.test(found);
    return found?.length;
  }
  const names = /[aA]/.test(letter) ? DAYS : /[bBh]/.test(letter) ? MONTHS : undefined;
  if (names === undefined) throw notSimulated("STRPTIME", `with %${letter}`);
  for (const [index, name] of names.entries()) {
    for (const form of [name, name.slice(0, 3)]) {
      if (!text.toLowerCase().startsWith(form.toLowerCase())) continue;
      if (names === MONTHS) reading.month = index + 1;
      return form.length;
    }
  }
  return undefined;
}
