import type { Channel } from "../channel.ts";
import { sayDate, sayDatetime, sayTime } from "../commands/mod.ts";
import { checkOptions } from "./_checks.ts";
import { languageOf } from "./_language.ts";
import type { PromptFunction, PromptOptions } from "./prompt.ts";

/** What {@linkcode date} takes. */
export type SayableDate =
  | Date
  | Temporal.Instant
  | Temporal.ZonedDateTime
  | Temporal.PlainDate
  | Temporal.PlainDateTime;

/** What {@linkcode dateTime} takes. */
export type SayableDateTime =
  | Date
  | Temporal.Instant
  | Temporal.ZonedDateTime
  | Temporal.PlainDateTime;

/** What {@linkcode time} takes. */
export type SayableTime = SayableDateTime | Temporal.PlainTime;

/** Options of {@linkcode date}, {@linkcode time} and {@linkcode dateTime}. */
export interface MomentOptions {
  /**
   * A named time zone, such as `Europe/Berlin`. The default is that of a `Temporal.ZonedDateTime`,
   * and that of Asterisk's machine for a `Date` or a `Temporal.Instant`. The `Plain` types have no
   * time zone and are said unchanged.
   */
  timeZone?: string;
  /**
   * What to say, in the letters of `sayDatetime`, such as `ABdY`. The language's own by default.
   */
  format?: string;
}

type Kind = "date" | "time" | "dateTime";

/** The formats for a time zone, where Asterisk needs one: for English, and for other languages. */
const FORMATS: Readonly<Record<Kind, readonly [english: string, others: string]>> = {
  date: ["ABdY", "AdBY"],
  time: ["IMp", "HM"],
  dateTime: ["ABdY 'digits/at' IMp", "AdBY 'digits/at' HM"],
};

/**
 * Says a date: "Tuesday, December twenty fourth, two thousand thirty".
 *
 * Sends `SAY DATE`, or `SAY DATETIME` where there is a time zone or a format. Without a format it
 * reads `CHANNEL(language)` then, to choose the order of day and month.
 *
 * @throws {RangeError} If the time zone is unknown, or the date needs a format: before 1901-12-13
 * or after 2038-01-19.
 * @throws {TypeError} If the value or an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompts = [
 *   say.date(Temporal.PlainDate.from("2030-12-24")),
 *   say.date(new Date(), { timeZone: "Europe/Berlin" }),
 * ];
 * ```
 */
export function date(value: SayableDate, options: MomentOptions = {}): PromptFunction {
  return moment("date", value, options);
}

/**
 * Says a time of day: "six thirty p.m.".
 *
 * Sends `SAY TIME`, or `SAY DATETIME` where there is a time zone or a format.
 *
 * @throws {RangeError} If the time zone is unknown, or the time is outside what 32 bits hold.
 * @throws {TypeError} If the value or an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = ["at-tone-time-exactly", say.time(Temporal.Now.zonedDateTimeISO())];
 * ```
 */
export function time(value: SayableTime, options: MomentOptions = {}): PromptFunction {
  return moment("time", value, options);
}

/**
 * Says a date and a time of day.
 *
 * Sends `SAY DATETIME`.
 *
 * @throws {RangeError} If the time zone is unknown, or the date is outside the years 0 to 9999.
 * @throws {TypeError} If the value or an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = ["vm-received", say.dateTime(new Date(), { timeZone: "America/New_York" })];
 * ```
 */
export function dateTime(value: SayableDateTime, options: MomentOptions = {}): PromptFunction {
  return moment("dateTime", value, options);
}

function moment(
  kind: Kind,
  value: SayableDate | SayableTime,
  options: MomentOptions,
): PromptFunction {
  checkOptions(`say.${kind}()`, options, ["timeZone", "format"]);
  const { instant, timeZone } = resolve(kind, value, options.timeZone);
  const { format } = options;
  if (format !== undefined && (typeof format !== "string" || format === "")) {
    throw new TypeError(`Invalid format ${JSON.stringify(format)}: expected letters, such as ABdY`);
  }
  if (format === undefined && timeZone === undefined) {
    const command = { date: sayDate, time: sayTime, dateTime: sayDatetime }[kind];
    // Refuse an unsupported date here, rather than in the middle of a prompt.
    command(instant);
    return (channel, { interrupt }) =>
      channel.execute(command(instant, { escapeDigits: interrupt }));
  }
  const more = timeZone === undefined ? {} : { timezone: timeZone };
  sayDatetime(instant, more);
  return async (channel, prompt) =>
    await channel.sayDatetime(instant, {
      escapeDigits: prompt.interrupt,
      format: format ?? await formatOf(kind, channel, prompt),
      ...more,
    });
}

async function formatOf(kind: Kind, channel: Channel, options: PromptOptions): Promise<string> {
  const language = options.language ?? await languageOf(channel);
  const [english, others] = FORMATS[kind];
  return /^en\b|^en_/i.test(language) ? english : others;
}

/** The moment, and the time zone in which it is said. */
function resolve(
  kind: Kind,
  value: unknown,
  timeZone: string | undefined,
): { instant: Date; timeZone: string | undefined } {
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return { instant: value, timeZone: checkTimeZone(timeZone) };
  }
  if (value instanceof Temporal.Instant) {
    return { instant: new Date(value.epochMilliseconds), timeZone: checkTimeZone(timeZone) };
  }
  if (value instanceof Temporal.ZonedDateTime) {
    return {
      instant: new Date(value.epochMilliseconds),
      timeZone: checkTimeZone(timeZone ?? value.timeZoneId),
    };
  }
  const plain = plainOf(kind, value);
  if (plain === undefined) {
    throw new TypeError(
      `Invalid value for say.${kind}(): expected a valid Date or a Temporal type`,
    );
  }
  if (timeZone !== undefined) {
    throw new TypeError(`Invalid timeZone "${timeZone}": a plain value has no time zone`);
  }
  return { instant: new Date(plain.toZonedDateTime("UTC").epochMilliseconds), timeZone: "UTC" };
}

function plainOf(kind: Kind, value: unknown): Temporal.PlainDateTime | undefined {
  if (value instanceof Temporal.PlainDateTime) return value;
  if (value instanceof Temporal.PlainDate && kind === "date") return value.toPlainDateTime("12:00");
  if (value instanceof Temporal.PlainTime && kind === "time") {
    return new Temporal.PlainDate(2000, 1, 1).toPlainDateTime(value);
  }
  return undefined;
}

function checkTimeZone(timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) return undefined;
  try {
    // Asterisk reads its zones from files, so offsets such as +01:00 do not work.
    if (!/^[A-Za-z]/.test(timeZone)) throw new RangeError("not a name");
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone;
  } catch (cause) {
    throw new RangeError(
      `Invalid time zone ${JSON.stringify(timeZone)}: expected a name, such as Europe/Berlin`,
      { cause },
    );
  }
}
