import { checkOptionalPrompt, checkOptions } from "./_checks.ts";
import { digits, number, spell } from "./_say_text.ts";
import type { Prompt } from "./prompt.ts";

/** The largest whole part that Asterisk can say. */
const MAX_WHOLE = 2 ** 31 - 1;

/** Asterisk's own sound between the whole and the fraction. */
const POINT = "letters/dot";

/** Options of {@linkcode decimal}. */
export interface DecimalOptions {
  /** The prompt for the point. The default is Asterisk's own `letters/dot`. */
  point?: Prompt;
}

/**
 * Says a decimal number: "three dot one four".
 *
 * Sends `SAY NUMBER`, `STREAM FILE` and `SAY DIGITS`; the sounds are among Asterisk's core sounds.
 *
 * @param value A number, or a text such as `"3.10"`, which keeps its trailing zero.
 * @throws {RangeError} If it is not a plain decimal number, or its whole part exceeds 32 bits.
 * @throws {TypeError} If an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = [say.decimal(36.6), say.decimal("3.10", { point: "my/comma" })];
 * ```
 */
export function decimal(value: number | string, options: DecimalOptions = {}): Prompt {
  checkOptions("say.decimal()", options, ["point"]);
  checkOptionalPrompt("point", options.point);
  const { sign, whole, fraction } = partsOf("say.decimal()", `${value}`);
  return amount({ sign, whole, fraction, point: options.point ?? POINT });
}

/** Options of {@linkcode money}. */
export interface MoneyOptions extends DecimalOptions {
  /**
   * The prompt for the currency, such as your own recording. The default is
   * `digits/dollars` for US, Australian, Canadian and New Zealand dollars, and the letters of the
   * code for all others: Asterisk's core sounds have no other currency.
   */
  unit?: Prompt;
}

const DOLLARS = ["USD", "AUD", "CAD", "NZD"];

/**
 * Says an amount of money: "twelve dot five zero dollars", "twelve dollars".
 *
 * Sends `SAY NUMBER`, `STREAM FILE`, `SAY DIGITS`, and `SAY ALPHA` for a currency without a sound.
 *
 * @param value A number, which is rounded to the currency's decimals, or a text such as `"12.50"`.
 * @param currency The code of ISO 4217, such as `EUR`.
 * @throws {RangeError} If it is not a plain decimal number, has more decimal places than the
 * currency, or its whole part exceeds 32 bits.
 * @throws {TypeError} If the currency is not a code of three letters, or an option is invalid.
 *
 * @example
 * ```ts
 * import { say } from "@tipring/agi/ivr";
 *
 * const prompt = [say.money(12.5, "USD"), say.money("3.99", "EUR", { unit: "my/euros" })];
 * ```
 */
export function money(
  value: number | string,
  currency: string,
  options: MoneyOptions = {},
): Prompt {
  checkOptions("say.money()", options, ["point", "unit"]);
  checkOptionalPrompt("point", options.point);
  checkOptionalPrompt("unit", options.unit);
  const places = placesOf(currency);
  const finite = typeof value === "number" && Number.isFinite(value);
  const text = finite ? value.toFixed(places) : `${value}`;
  const { sign, whole, fraction } = partsOf("say.money()", text);
  if (fraction.length > places) {
    throw new RangeError(
      `Invalid amount for say.money(): ${currency} has at most ${places} decimal places`,
    );
  }
  const unit = options.unit ?? (DOLLARS.includes(currency) ? "digits/dollars" : spell(currency));
  const cents = /^0*$/.test(fraction) ? "" : fraction.padEnd(places, "0");
  return [amount({ sign, whole, fraction: cents, point: options.point ?? POINT }), unit];
}

function amount(
  { sign, whole, fraction, point }: Amount & { point: Prompt },
): Prompt {
  const value = number(Number(whole));
  return [
    ...sign === "" ? [] : ["digits/minus"],
    value,
    ...fraction === "" ? [] : [point, digits(fraction)],
  ];
}

interface Amount {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(name: string, text: string): Amount {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "" || Number(whole) > MAX_WHOLE) {
    throw new RangeError(
      `Invalid amount for ${name}: expected a decimal number up to ${MAX_WHOLE}, such as 12.5`,
    );
  }
  const isZero = /^[0.]*$/.test(`${whole}${fraction}`);
  return { sign: isZero ? "" : sign, whole, fraction };
}

/** Returns the number of decimal places of a currency. */
function placesOf(currency: string): number {
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw new TypeError(
      `Invalid currency ${JSON.stringify(currency)}: expected a code of ISO 4217, such as EUR`,
    );
  }
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
