import { add, compare, divide, multiply, negate, ofInteger, remainder } from "./extended.ts";
import { type CallFunction, callMath } from "./expression_functions.ts";
import {
  type ExpressionValue,
  isNull,
  isTrueValue,
  numberOf,
  ofNumber,
  ofText,
  textOf,
  unquoted,
} from "./expression_value.ts";
import { PosixRegex } from "./posix_regex.ts";
import { type ExpressionToken, tokenizeExpression } from "./tokenize_expression.ts";

/** Asterisk's result of a division by 0. */
const DIVISION_BY_ZERO = 2_147_483_647;

/** The deepest nesting of parentheses, signs and conditions. */
const DEEPEST = 200;

/** The binary operators, by precedence. All are left-associative. */
const STRENGTH: Readonly<Record<string, number>> = {
  ...{ "|": 2, "||": 2, "&": 3, "&&": 3 },
  ...{ "=": 4, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4 },
  ...{ "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, ":": 8, "=~": 8, "~~": 8 },
};

/** The precedence of a condition: the lowest. */
const CONDITION = 1;

/** The precedence of a sign or `!`: above `*`, below `:`. */
const PREFIX = 8;

/**
 * Evaluates the expression of `$[...]` as Asterisk does: a syntax error gives `0`, and words after
 * a complete expression are ignored.
 *
 * @throws {Error} If the expression uses something that is not simulated.
 */
export function evaluateExpression(text: string, call: CallFunction): string {
  const tokens = tokenizeExpression(text);
  const [first] = tokens;
  const startsNone = first?.type === "operator" && !/^[-!(]$/.test(first.text);
  if (first === undefined || startsNone) return "";
  const value = new Parser(tokens, call).parse(CONDITION, 0);
  return value === undefined ? "0" : textOf(value);
}

/** Parses and evaluates in one pass. `undefined` is a syntax error. */
class Parser {
  #tokens: readonly ExpressionToken[];
  #call: CallFunction;
  #at = 0;

  constructor(tokens: readonly ExpressionToken[], call: CallFunction) {
    this.#tokens = tokens;
    this.#call = call;
  }

  /** Parses an expression of operators with at least this precedence. */
  parse(least: number, depth: number): ExpressionValue | undefined {
    if (depth > DEEPEST) {
      throw new Error(`$[...] failed: over ${DEEPEST} levels are not simulated`);
    }
    let left = this.#operand(depth);
    while (left !== undefined) {
      const operator = this.#operator();
      if (operator === "?" && least <= CONDITION) {
        left = this.#condition(left, depth);
        continue;
      }
      const strength = operator === undefined ? undefined : STRENGTH[operator];
      if (operator === undefined || strength === undefined || strength < least) return left;
      this.#at++;
      const right = this.parse(strength + 1, depth + 1);
      left = right && apply(operator, left, right);
    }
    return undefined;
  }

  #operator(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.type === "operator" ? token.text : undefined;
  }

  #takes(operator: string): boolean {
    if (this.#operator() !== operator) return false;
    this.#at++;
    return true;
  }

  #operand(depth: number): ExpressionValue | undefined {
    if (this.#takes("-")) {
      const value = this.parse(PREFIX, depth + 1);
      return value && ofNumber(value.number ? negate(value.number) : ofInteger(0));
    }
    if (this.#takes("!")) {
      const value = this.parse(PREFIX, depth + 1);
      return value && truth(isZero(value));
    }
    if (this.#takes("(")) {
      const value = this.parse(CONDITION, depth + 1);
      return this.#takes(")") ? value : undefined;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || token.type === "operator") return undefined;
    this.#at++;
    if (this.#takes("(")) return this.#function(token.text, depth);
    return token.type === "number" ? ofText(token.text) : { text: token.text };
  }

  #condition(condition: ExpressionValue, depth: number): ExpressionValue | undefined {
    this.#at++;
    const yes = this.parse(CONDITION, depth + 1);
    if (yes === undefined || !this.#takes("::")) return undefined;
    // Another condition that follows tests the value of this one.
    const no = this.parse(CONDITION + 1, depth + 1);
    return no && (isTrueValue(condition) ? yes : no);
  }

  #function(name: string, depth: number): ExpressionValue | undefined {
    const args: ExpressionValue[] = [];
    do {
      if (args.length > 0 && this.#operator() === ")") {
        throw new Error(`$[${name}(...)] failed: an empty argument is not simulated`);
      }
      const value = this.parse(CONDITION, depth + 1);
      if (value === undefined) return undefined;
      args.push(value);
    } while (this.#takes(","));
    return this.#takes(")") ? callMath(name, args, this.#call) : undefined;
  }
}

function apply(operator: string, left: ExpressionValue, right: ExpressionValue): ExpressionValue {
  const [a, b] = [numberOf(left), numberOf(right)];
  switch (operator) {
    case "|":
    case "||":
      return isNull(left) ? right : tested(left);
    case "&":
    case "&&":
      return isNull(left) || isNull(right) ? ofNumber(ofInteger(0)) : tested(left);
    case "+":
      // Next to a text a number is kept as written, -0 included.
      if (left.number === undefined) return ofNumber(b);
      return ofNumber(right.number === undefined ? a : add(a, b));
    case "-":
      return ofNumber(add(a, negate(b)));
    case "*": {
      const isText = left.number === undefined || right.number === undefined;
      return ofNumber(isText ? ofInteger(0) : multiply(a, b));
    }
    case "/":
      if (left.number === undefined) return ofNumber(ofInteger(0));
      return ofNumber(b.mantissa === 0n ? ofInteger(DIVISION_BY_ZERO) : divide(a, b));
    case "%":
      return ofNumber(b.mantissa === 0n ? ofInteger(0) : remainder(a, b));
    case ":":
    case "=~":
      return match(left, right, operator === ":");
    case "~~":
      return ofText(`${unquoted(left)}${unquoted(right)}`);
    default:
      return truth(holds(operator, order(left, right)));
  }
}

/** Whether `!` takes a value for 0: only the integer at the start of a text counts. */
function isZero(value: ExpressionValue): boolean {
  if (value.text === undefined) return numberOf(value).mantissa === 0n;
  return !/^\s*[-+]?0*[1-9]/.test(value.text);
}

/** A tested value counts as a number from then on, without leading zeros. */
function tested(value: ExpressionValue): ExpressionValue {
  return value.number === undefined ? value : ofNumber(value.number);
}

function truth(value: boolean): ExpressionValue {
  return ofNumber(ofInteger(value ? 1 : 0));
}

/** Compares two numbers by value, everything else as bytes. */
function order(left: ExpressionValue, right: ExpressionValue): number {
  if (left.number !== undefined && right.number !== undefined) {
    return compare(left.number, right.number);
  }
  const [a, b] = [textOf(left), textOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "!=":
      return order !== 0;
    default:
      return order === 0;
  }
}

/** Returns the first group of the match, or the length of the match without groups. */
function match(left: ExpressionValue, right: ExpressionValue, atStart: boolean): ExpressionValue {
  const regex = PosixRegex.compile(unquoted(right));
  if (regex === undefined) return { text: "" };
  const found = regex.exec(unquoted(left));
  if (found === undefined || (atStart && found.start > 0)) {
    return regex.groups > 0 ? { text: "" } : ofNumber(ofInteger(0));
  }
  return found.group === undefined ? ofNumber(ofInteger(found.length)) : ofText(found.group);
}
