import { type Extended, format, ofDecimal, ZERO } from "./extended.ts";

/** The value of a part of an expression: a number, or a text that is not a number. */
export interface ExpressionValue {
  /** The number; `undefined` for texts, including those in quotes. */
  readonly number?: Extended;
  /** The text of a number that was not calculated, or of a text, with its quotes. */
  readonly text?: string;
}

/** Makes a value from a number. */
export function ofNumber(number: Extended): ExpressionValue {
  return { number };
}

/** Makes a value from a calculated text: leading digits and points count as its number. */
export function ofText(text: string): ExpressionValue {
  if (!/^[\d.]*\d[\d.]*$/.test(text)) return { text };
  const [front = ""] = /^\d*\.?\d*/.exec(text) ?? [];
  return { number: /\d/.test(front) ? ofDecimal(front) : ZERO, text };
}

/** The text of a value, with its quotes. */
export function textOf({ number, text }: ExpressionValue): string {
  return text ?? format(number ?? ZERO);
}

/** The text of a value, without quotes around it. */
export function unquoted(value: ExpressionValue): string {
  return textOf(value).replace(/^"([^]*)"$/, "$1");
}

/** The number of a value: 0 for a text. */
export function numberOf({ number }: ExpressionValue): Extended {
  return number ?? ZERO;
}

/** Whether `|` and `&` take a value for false: 0 or an empty text, but not `""`. */
export function isNull({ number, text }: ExpressionValue): boolean {
  return number === undefined ? text === "" : number.mantissa === 0n;
}

/** Whether a condition takes a value for true. */
export function isTrueValue({ number, text }: ExpressionValue): boolean {
  if (number !== undefined) return number.mantissa !== 0n;
  return text !== "" && text !== '""';
}
