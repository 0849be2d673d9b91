import {
  add,
  compare,
  divide,
  type Extended,
  multiply,
  negate,
  ofInteger,
  raise,
  remainder,
  round,
  squareRoot,
} from "./extended.ts";
import { type ExpressionValue, numberOf, ofNumber, ofText, textOf } from "./expression_value.ts";

/** Calls a dialplan function; `undefined` is an error. */
export type CallFunction = (name: string, args: string) => string | undefined;

/**
 * Functions of Asterisk's expressions whose results have more digits than can be simulated exactly.
 */
const UNKNOWN = /^(COS|SIN|TAN|ACOS|ASIN|ATAN|ATAN2|EXP|EXP2|EXP10|LOG|LOG2|LOG10)$/;

/** Dialplan functions that an expression can call on a real Asterisk as well. */
const DIALPLAN = /^(ABS|CUT|LEN|MAX|MD5|MIN|RAND|TOLOWER|TOUPPER)$/;

/** The highest power, which bounds the time of a calculation. */
const MOST_POWER = 1000;

/** The functions of one number. */
const OF_ONE: Readonly<Record<string, (value: Extended) => Extended | undefined>> = {
  CEIL: (value) => round(value, "up"),
  FLOOR: (value) => round(value, "down"),
  RINT: (value) => round(value, "half-even"),
  ROUND: (value) => round(value, "half-away"),
  SQRT: (value) => value.negative && value.mantissa !== 0n ? undefined : squareRoot(value),
  TRUNC: (value) => round(value, "cut"),
};

/** The functions of two numbers. */
const OF_TWO: Readonly<Record<string, (a: Extended, b: Extended) => Extended | undefined>> = {
  POW: power,
  REMAINDER: (a, b) => b.mantissa === 0n ? undefined : nearestRemainder(a, b),
};

/**
 * Calls a function in an expression: one of its own, or one of the dialplan.
 *
 * @throws {Error} If the function or its value is not simulated.
 */
export function callMath(
  name: string,
  args: readonly ExpressionValue[],
  call: CallFunction,
): ExpressionValue {
  const [one, two, ...more] = args;
  const ofOne = Object.hasOwn(OF_ONE, name) ? OF_ONE[name] : undefined;
  const ofTwo = Object.hasOwn(OF_TWO, name) ? OF_TWO[name] : undefined;
  const isNumber = (ofOne ?? ofTwo) !== undefined;
  if (isNumber && args.length !== (ofOne === undefined ? 2 : 1)) return ofNumber(ofInteger(0));
  if (one !== undefined && more.length === 0 && isNumber) {
    const value = ofOne?.(numberOf(one)) ?? (two && ofTwo?.(numberOf(one), numberOf(two)));
    if (value !== undefined) return ofNumber(value);
  }
  if (isNumber || UNKNOWN.test(name)) throw unknown(name);
  if (!DIALPLAN.test(name)) throw unknown(name);
  const text = call(name, args.map(textOf).join(","));
  const { number } = ofText(text ?? "0");
  return number === undefined ? { text: text ?? "" } : ofNumber(number);
}

function unknown(name: string): Error {
  return new Error(
    `$[${name}(...)] failed: the simulator does not know its value ` +
      "(read it from a variable that the test sets)",
  );
}

/** Supports integer powers only: others have more digits than can be simulated exactly. */
function power(base: Extended, exponent: Extended): Extended | undefined {
  const isWhole = compare(round(exponent, "cut"), exponent) === 0;
  const size = { ...exponent, negative: false };
  if (!isWhole || compare(size, ofInteger(MOST_POWER)) > 0) return undefined;
  const times = Number(size.mantissa << BigInt(Math.max(0, size.exponent))) *
    2 ** Math.min(0, size.exponent);
  const result = raise(base, times);
  if (!exponent.negative || times === 0) return result;
  return result.mantissa === 0n ? undefined : divide(ofInteger(1), result);
}

/** Returns the remainder of a division whose quotient is rounded half to even. */
function nearestRemainder(a: Extended, b: Extended): Extended {
  const rest = remainder(a, b);
  const twice = multiply({ ...rest, negative: false }, ofInteger(2));
  const side = compare(twice, { ...b, negative: false });
  const whole = round(divide(add(a, negate(rest)), b), "cut");
  const isOdd = remainder(whole, ofInteger(2)).mantissa !== 0n;
  if (side < 0 || (side === 0 && !isOdd)) return rest;
  return add(rest, { ...b, negative: !rest.negative });
}
