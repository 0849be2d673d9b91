/** Maximum delay of a timer, in milliseconds. A timer with a longer delay fires at once. */
export const MAX_TIMER: number = 2 ** 31 - 1;

/** Limits a delay, which may be `Infinity`, to the range that timers support. */
export function timerDelay(milliseconds: number): number {
  return Math.max(0, Math.min(milliseconds, MAX_TIMER));
}
