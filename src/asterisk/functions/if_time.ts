import { splitArguments } from "./split_arguments.ts";
import { zonedParts } from "./time_zone.ts";

const DAYS: readonly string[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const MONTHS: readonly string[] = [
  ...["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
];

/**
 * Whether a moment, in milliseconds since 1970, lies in `times,weekdays,days,months[,timezone]`, as
 * `IFTIME()` and `GotoIfTime` write it. An omitted part matches always, an invalid one never.
 */
export function isInTime(spec: string, milliseconds: number): boolean {
  const separator = spec.includes(",") ? "," : "|";
  const [times = "*", weekdays = "*", days = "*", months = "*", zone = ""] = splitArguments(spec, {
    separator,
  });
  const now = zonedParts(Math.floor(milliseconds / 1000), zone);
  return isIn(times, (text) => minutes(text), now.hour * 60 + now.minute) &&
    isIn(weekdays, (text) => position(DAYS, text), now.weekday) &&
    isIn(days, (text) => /^\d+$/.test(text) ? Number(text) : undefined, now.day) &&
    isIn(months, (text) => position(MONTHS, text), now.month - 1);
}

/** Whether a value lies in one of the ranges, which may wrap. */
function isIn(ranges: string, read: (text: string) => number | undefined, value: number): boolean {
  return ranges.split("&").some((range) => {
    if (range.trim() === "*" || range.trim() === "") return true;
    const [first, last] = range.split("-").map((text) => read(text.trim().toLowerCase()));
    if (first === undefined) return false;
    if (range.includes("-") && last === undefined) return false;
    const end = last ?? first;
    return first <= end ? value >= first && value <= end : value >= first || value <= end;
  });
}

function minutes(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hour) * 60 + Number(minute);
  return total < 24 * 60 ? total : undefined;
}

function position(names: readonly string[], text: string): number | undefined {
  const index = names.indexOf(text.slice(0, 3));
  return index < 0 ? undefined : index;
}
