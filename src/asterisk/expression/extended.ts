/** The bits of a mantissa, as in the `long double` of an x86 processor. */
const PRECISION = 64;

/** Numbers at or above two to this power are infinite there. */
const MAX_EXPONENT = 16_384;

/** Numbers below two to this power are 0 there. */
const MIN_EXPONENT = -16_445;

/** The significant decimal digits that Asterisk writes. */
const DIGITS = 18;

/**
 * A number of a dialplan expression: `mantissa` times 2 to the power of `exponent`.
 *
 * Asterisk calculates in 80 bits and writes 18 digits, which a JavaScript number cannot hold:
 * `$[1 / 3]` is `0.333333333333333333`.
 */
export interface Extended {
  /** Whether there is a minus sign; 0 can have one. */
  readonly negative: boolean;
  /** A whole number of at most 64 bits. */
  readonly mantissa: bigint;
  /** The power of two. */
  readonly exponent: number;
}

/** The number 0. */
export const ZERO: Extended = { negative: false, mantissa: 0n, exponent: 0 };

/** Makes a number from an integer. */
export function ofInteger(value: bigint | number): Extended {
  const whole = BigInt(value);
  return ofRatio(whole < 0n, whole < 0n ? -whole : whole, 1n);
}

/** Parses digits with or without a point; the text must not contain anything else. */
export function ofDecimal(text: string): Extended {
  const [whole = "", fraction = ""] = text.split(".");
  return ofRatio(false, BigInt(`${whole}${fraction}`), 10n ** BigInt(fraction.length));
}

/** Changes the sign. */
export function negate(value: Extended): Extended {
  return { ...value, negative: !value.negative };
}

/** Adds. */
export function add(left: Extended, right: Extended): Extended {
  const exponent = Math.min(left.exponent, right.exponent);
  const sum = aligned(left, exponent) + aligned(right, exponent);
  if (sum !== 0n) return scaled(sum < 0n, sum < 0n ? -sum : sum, exponent);
  return left.negative && right.negative ? negate(ZERO) : ZERO;
}

/** Multiplies. */
export function multiply(left: Extended, right: Extended): Extended {
  const product = left.mantissa * right.mantissa;
  return scaled(left.negative !== right.negative, product, left.exponent + right.exponent);
}

/** Divides; the divisor must not be 0. */
export function divide(left: Extended, right: Extended): Extended {
  const negative = left.negative !== right.negative;
  const shift = left.exponent - right.exponent;
  return shift >= 0
    ? ofRatio(negative, left.mantissa << BigInt(shift), right.mantissa)
    : ofRatio(negative, left.mantissa, right.mantissa << BigInt(-shift));
}

/** Raises a number to the power `times`, and rounds once. */
export function raise({ negative, mantissa, exponent }: Extended, times: number): Extended {
  return scaled(negative && times % 2 === 1, mantissa ** BigInt(times), exponent * times);
}

/** Returns the remainder of a division whose quotient is truncated; it has the sign of `left`. */
export function remainder(left: Extended, right: Extended): Extended {
  const exponent = Math.min(left.exponent, right.exponent);
  const rest = aligned(left, exponent) % aligned(right, exponent);
  return { ...scaled(false, rest < 0n ? -rest : rest, exponent), negative: left.negative };
}

/** Returns a number below 0 if `left` is less, above 0 if it is greater. */
export function compare(left: Extended, right: Extended): number {
  const exponent = Math.min(left.exponent, right.exponent);
  const [a, b] = [aligned(left, exponent), aligned(right, exponent)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns the square root of a number that is not negative. */
export function squareRoot(value: Extended): Extended {
  // Use an even exponent, and twice the bits of the result.
  const extra = 2 * PRECISION + Math.abs(value.exponent % 2);
  const radicand = value.mantissa << BigInt(extra);
  const root = integerRoot(radicand);
  // An inexact root is a little greater, which matters only for rounding.
  const sticky = root * root === radicand ? 0n : 1n;
  return scaled(false, (root << 1n) | sticky, (value.exponent - extra) / 2 - 1);
}

/** A way to round to an integer. */
export type Rounding = "down" | "up" | "cut" | "half-away" | "half-even";

/** Rounds to an integer; 0 keeps its sign. */
export function round(value: Extended, rounding: Rounding): Extended {
  const { negative, mantissa, exponent } = value;
  if (exponent >= 0) return value;
  const unit = 1n << BigInt(-exponent);
  const whole = mantissa / unit;
  const rest = (mantissa % unit) * 2n;
  const isUp = {
    "down": negative && rest > 0n,
    "up": !negative && rest > 0n,
    "cut": false,
    "half-away": rest >= unit,
    "half-even": rest > unit || (rest === unit && whole % 2n === 1n),
  }[rounding];
  return { ...scaled(false, isUp ? whole + 1n : whole, 0), negative };
}

/** Formats a number as Asterisk does: 18 significant digits, without trailing zeros. */
export function format({ negative, mantissa, exponent }: Extended): string {
  const sign = negative ? "-" : "";
  if (mantissa === 0n) return `${sign}0`;
  const numerator = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa;
  const denominator = exponent >= 0 ? 1n : 1n << BigInt(-exponent);
  let power = `${numerator}`.length - `${denominator}`.length;
  if (numerator * tenTo(-power) < denominator * tenTo(power)) power--;
  const shift = DIGITS - 1 - power;
  let digits = `${halfEven(numerator * tenTo(shift), denominator * tenTo(-shift))}`;
  // 9.99... became 10.
  if (digits.length > DIGITS) power++;
  digits = digits.slice(0, DIGITS).replace(/0+$/, "");
  if (power < -4 || power >= DIGITS) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const size = `${Math.abs(power)}`.padStart(2, "0");
    return `${sign}${digits[0]}${fraction}e${power < 0 ? "-" : "+"}${size}`;
  }
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.padEnd(power + 1, "0");
  const fraction = whole.slice(power + 1);
  return `${sign}${whole.slice(0, power + 1)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Rounds a fraction to 64 bits, ties to even. */
function ofRatio(negative: boolean, numerator: bigint, denominator: bigint): Extended {
  if (numerator === 0n) return { ...ZERO, negative };
  // Two extra bits: the remainder can only break a tie.
  const shift = PRECISION + 2 - (bits(numerator) - bits(denominator));
  const top = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const bottom = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const sticky = top % bottom === 0n ? 0n : 1n;
  return scaled(negative, ((top / bottom) << 1n) | sticky, -shift - 1);
}

/** Rounds an integer times a power of two to 64 bits, ties to even. */
function scaled(negative: boolean, whole: bigint, exponent: number): Extended {
  const excess = bits(whole) - PRECISION;
  if (whole === 0n || bits(whole) + exponent < MIN_EXPONENT) return { ...ZERO, negative };
  const mantissa = excess <= 0 ? whole : halfEven(whole, 1n << BigInt(excess));
  const power = exponent + Math.max(0, excess);
  if (bits(mantissa) + power > MAX_EXPONENT) {
    throw new RangeError("$[...] failed: a number in it has over 4,932 digits");
  }
  return { negative, mantissa, exponent: power };
}

function halfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const rest = (numerator % denominator) * 2n;
  return rest > denominator || (rest === denominator && whole % 2n === 1n) ? whole + 1n : whole;
}

function aligned({ negative, mantissa, exponent }: Extended, to: number): bigint {
  const shifted = mantissa << BigInt(exponent - to);
  return negative ? -shifted : shifted;
}

function bits(whole: bigint): number {
  return whole === 0n ? 0 : whole.toString(2).length;
}

/** Returns ten to a power; 1 for a negative power. */
function tenTo(power: number): bigint {
  return 10n ** BigInt(Math.max(0, power));
}

/** Returns the integer part of a square root, by Newton's method. */
function integerRoot(whole: bigint): bigint {
  if (whole < 2n) return whole;
  let root = 1n << BigInt(Math.ceil(bits(whole) / 2));
  while (true) {
    const next = (root + whole / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
