/** The longest delay that a timer keeps, in milliseconds; it takes a longer one for none at all. */
export const MAX_TIMER: number = 2 ** 31 - 1;

/** A delay that a timer keeps: one that is too long for it, `Infinity` too, becomes its longest. */
export function timerDelay(milliseconds: number): number {
  return Math.max(0, Math.min(milliseconds, MAX_TIMER));
}
