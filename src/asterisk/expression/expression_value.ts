import { type Extended, format, ofDecimal, ZERO } from "./extended.ts";

/** What a part of an expression stands for: a number, or a text that is none. */
export interface ExpressionValue {
  /** The number; texts have none, those in quotes neither. */
  readonly number?: Extended;
  /** The text of a number that was not calculated, or of a text; quotes belong to it. */
  readonly text?: string;
}

/** Makes a value of a number. */
export function ofNumber(number: Extended): ExpressionValue {
  return { number };
}

/** Makes a value of a text that was calculated: it counts as a number if it looks like one. */
export function ofText(text: string): ExpressionValue {
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? { number: ofDecimal(text), text } : { text };
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

/** Whether `|` and `&` take a value for false: 0, or nothing at all, which `""` is not. */
export function isNull({ number, text }: ExpressionValue): boolean {
  return number === undefined ? text === "" : number.mantissa === 0n;
}

/** Whether a condition takes a value for true. */
export function isTrue({ number, text }: ExpressionValue): boolean {
  if (number !== undefined) return number.mantissa !== 0n;
  return text !== "" && text !== '""';
}
