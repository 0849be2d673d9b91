import { notSimulated } from "./dialplan_function.ts";
import { splitArguments } from "./split_arguments.ts";

/** The widest field, which bounds the memory. */
const WIDEST = 4096;

/** `SPRINTF(format,value...)`, as C's `printf` writes it. */
export function sprintf(args: string): string | undefined {
  const [format, ...values] = splitArguments(args);
  if (format === undefined) throw notSimulated("SPRINTF", "without a format: Asterisk 22 crashes");
  let isBad = false;
  let next = 0;
  const text = format.replaceAll(
    /%([-+ #0]*)(\d*)(?:\.(\d*))?[hlqjzt]*([^]?)/g,
    (whole, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === "%" || letter === "") return letter;
      const value = values[next++];
      const size = Math.max(Number(width), Number(precision ?? 0));
      if (size > WIDEST) throw notSimulated("SPRINTF", `with a field of ${size} characters`);
      const shape = { flags, width: Number(width), precision, letter };
      if (letter === "s") return pad(cut(value ?? "(null)", precision), shape);
      if (!/[diuxXofFeEgG]/.test(letter)) throw notSimulated("SPRINTF", `with ${whole}`);
      const number = /[diuxXo]/.test(letter) ? integer(value, shape) : float(value, shape);
      isBad ||= number === undefined;
      return number ?? "";
    },
  );
  return isBad ? undefined : text;
}

/** The format of one value. */
interface Shape {
  readonly flags: string;
  readonly width: number;
  readonly precision: string | undefined;
  readonly letter: string;
}

function cut(text: string, precision: string | undefined): string {
  return precision === undefined ? text : text.slice(0, Number(precision));
}

function integer(value: string | undefined, shape: Shape): string | undefined {
  const [found] = /^\s*[-+]?\d+/.exec(value ?? "") ?? [];
  if (found === undefined) return undefined;
  const whole = BigInt(found.trim().replace("+", ""));
  const { letter, flags, precision } = shape;
  if (letter === "d" || letter === "i") {
    const signed = BigInt.asIntN(32, whole);
    const digits = `${signed < 0n ? -signed : signed}`.padStart(Number(precision ?? 1), "0");
    return pad(withSign(digits, signed < 0n, flags), shape);
  }
  const radix = letter === "u" ? 10 : letter === "o" ? 8 : 16;
  const text = BigInt.asUintN(32, whole).toString(radix).padStart(Number(precision ?? 1), "0");
  const prefix = flags.includes("#") && whole !== 0n ? { o: "0", x: "0x", X: "0x" }[letter] : "";
  const full = `${prefix ?? ""}${text}`;
  return pad(letter === "X" ? full.toUpperCase() : full, shape);
}

function float(value: string | undefined, shape: Shape): string | undefined {
  const number = parseFloat(value ?? "");
  if (!Number.isFinite(number)) return undefined;
  const { letter, flags, precision } = shape;
  const digits = precision === undefined ? 6 : Number(precision);
  if (digits > 100) throw notSimulated("SPRINTF", `with ${digits} digits`);
  const size = Math.abs(number);
  const text = /f/i.test(letter)
    ? fixed(size, digits)
    : /e/i.test(letter)
    ? exponential(size, digits)
    : shortest(size, digits || 1);
  const whole = withSign(text, number < 0, flags);
  return pad(/[EG]/.test(letter) ? whole.toUpperCase() : whole, shape);
}

/**
 * JavaScript rounds a tie up, C to the even digit; only a number that is exact as a double can be a
 * tie.
 */
function fixed(size: number, digits: number): string {
  const text = size.toFixed(digits);
  const isTie = digits < 20 &&
    /^50*$/.test(size.toFixed(Math.min(100, digits + 30)).split(".")[1]?.slice(digits) ?? "");
  const last = Number(text.at(-1));
  if (!isTie || last % 2 === 0) return text;
  const step = 10 ** -digits;
  return (size - step / 2).toFixed(digits);
}

function exponential(size: number, digits: number): string {
  return size.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
}

function shortest(size: number, digits: number): string {
  const power = Number(size.toExponential(digits - 1).split("e")[1]);
  const text = power < -4 || power >= digits
    ? exponential(size, digits - 1)
    : size.toFixed(Math.max(0, digits - 1 - power));
  return text.replace(/(\.\d*?)0+(e|$)/, "$1$2").replace(/\.(e|$)/, "$1");
}

function withSign(digits: string, negative: boolean, flags: string): string {
  if (negative) return `-${digits}`;
  return flags.includes("+") ? `+${digits}` : flags.includes(" ") ? ` ${digits}` : digits;
}

function pad(text: string, { flags, width, precision, letter }: Shape): string {
  if (flags.includes("-")) return text.padEnd(width);
  const isFloat = /[feg]/i.test(letter);
  const zeros = flags.includes("0") && letter !== "s" && (isFloat || precision === undefined);
  if (!zeros) return text.padStart(width);
  const [sign = ""] = /^[-+ ]?(?:0[xX])?/.exec(text) ?? [];
  return `${sign}${text.slice(sign.length).padStart(width - sign.length, "0")}`;
}
