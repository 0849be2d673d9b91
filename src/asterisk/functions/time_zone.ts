/** A moment as a wall clock and a calendar show it. */
export interface ZonedParts {
  /** The year. */
  readonly year: number;
  /** The month, 1 to 12. */
  readonly month: number;
  /** The day of the month, from 1. */
  readonly day: number;
  /** The hour, 0 to 23. */
  readonly hour: number;
  /** The minute. */
  readonly minute: number;
  /** The second. */
  readonly second: number;
  /** The day of the week, 0 for Sunday. */
  readonly weekday: number;
  /** The day of the year, from 0. */
  readonly yearDay: number;
  /** The offset of the zone from UTC, in minutes; east is positive. */
  readonly offset: number;
}

/** Converts a moment, in seconds since 1970, to a time zone; to UTC if the zone is unknown. */
export function zonedParts(seconds: number, zone: string): ZonedParts {
  const offset = offsetOf(seconds, zone);
  const local = new Date((seconds + offset * 60) * 1000);
  const year = local.getUTCFullYear();
  return {
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
    yearDay: Math.floor((local.getTime() - Date.UTC(year, 0, 1)) / 86_400_000),
    offset,
  };
}

/**
 * Returns the moment, in seconds since 1970, at which a zone shows this wall clock, given as if
 * UTC.
 */
export function fromZone(wallClock: number, zone: string): number {
  const first = wallClock - offsetOf(wallClock, zone) * 60;
  return wallClock - offsetOf(first, zone) * 60;
}

/** Returns the offset of a zone from UTC at a moment, in minutes. */
function offsetOf(seconds: number, zone: string): number {
  if (zone === "" || /^(utc|gmt)$/i.test(zone)) return 0;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return 0;
  }
  const text = format.format(new Date(seconds * 1000));
  const [, sign, hours, minutes = "0"] = /GMT([+-])(\d+):?(\d+)?/.exec(text) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
