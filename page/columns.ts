/** The width of a letter of the labels, in pixels. */
export const LETTER = 7.25;

/** The usual width of a letter of notes, which are not of equal width. */
export const SANS_LETTER = 6.7;

/** The width of a bar. */
export const BAR = 10;

/** From this width on the caller and the handler have columns of their own, in pixels. */
const WIDE = 620;

/** Where the columns of a diagram are. */
export interface Columns {
  readonly wide: boolean;
  readonly width: number;
  /** The right edge of the times. */
  readonly time: number;
  readonly asterisk: number;
  readonly handler: number;
}

/** Places the columns of a diagram of a width in pixels. */
export function columnsOf(width: number): Columns {
  const wide = width >= WIDE;
  const time = width < 480 ? 40 : 56;
  const caller = wide ? Math.min(260, width * 0.21) : 14;
  const log = wide ? Math.min(250, width * 0.24) : 16;
  return { wide, width, time, asterisk: time + caller + 14, handler: width - log };
}
