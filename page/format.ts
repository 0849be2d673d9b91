/** Writes a duration in milliseconds for people: `0.4 ms`, `120 ms`, `3.42 s`, `2:05`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 995) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return formatClock(seconds);
}

/** Writes seconds as a clock does: `2:05`, `1:02:05`. */
export function formatClock(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds) % 60,
  ];
  const tail = `${rest}`.padStart(2, "0");
  if (hours === 0) return `${minutes}:${tail}`;
  return `${hours}:${`${minutes}`.padStart(2, "0")}:${tail}`;
}

/** Writes a time in a call: `12.4 s`. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.floor(milliseconds / 60_000)}:${
      ((milliseconds % 60_000) / 1000).toFixed(1).padStart(4, "0")
    }`;
}

/**
 * Writes a moment, in milliseconds since 1970, in the time zone of the browser: `14:03:22`, with the
 * date if it is of another day than `today`.
 */
export function formatTimeOfDay(moment: number, today: number = Date.now()): string {
  const date = new Date(moment);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => `${part}`.padStart(2, "0")).join(":");
  if (date.toDateString() === new Date(today).toDateString()) return time;
  return `${date.toLocaleDateString(undefined, { month: "short", day: "numeric" })}, ${time}`;
}
