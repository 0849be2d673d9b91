import { AssertionError, format, suffix } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/** What {@linkcode assertFalse} lets through. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** An array or another object with a length and indexes, but not a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** Fails unless the expression is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Fails unless the expression is falsy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/** Fails always. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

/** Marks a line that must not run: fails always. */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}

/** Fails if the value is `null` or `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== null && actual !== undefined) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined${suffix(msg)}`,
  );
}

/** Fails unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) {
    throw orderError({ actual, expected, msg, sign: ">" });
  }
}

/** Fails unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) {
    throw orderError({ actual, expected, msg, sign: ">=" });
  }
}

/** Fails unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) {
    throw orderError({ actual, expected, msg, sign: "<" });
  }
}

/** Fails unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) {
    throw orderError({ actual, expected, msg, sign: "<=" });
  }
}

interface Order {
  actual: unknown;
  expected: unknown;
  msg: string | undefined;
  sign: string;
}

function orderError({ actual, expected, msg, sign }: Order): AssertionError {
  return new AssertionError(msg ?? `Expect ${format(actual)} ${sign} ${format(expected)}`);
}

/** Fails unless the string matches the pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(`Expected actual: "${actual}" to match: "${expected}"${suffix(msg)}`);
}

/** Fails if the string matches the pattern. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not match: "${expected}"${suffix(msg)}`,
  );
}

/** Fails unless the string contains the other one. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(`Expected actual: "${actual}" to contain: "${expected}"${suffix(msg)}`);
}

/** Fails unless the array has an equal of every expected element, in any order. */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const present = Array.from(actual);
  const missing = Array.from(expected).filter((value) =>
    !present.some((other) => equal(value, other))
  );
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: "${format(actual)}" to include: "${format(expected)}"${suffix(msg)}\n` +
      `missing: ${format(missing)}`,
  );
}

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<
  // deno-lint-ignore no-explicit-any -- a constructor of any arguments has no other type
  T extends abstract new (...args: any[]) => any,
>(actual: unknown, expectedType: T, msg = ""): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const name = typeName(actual);
  const but = name === expectedType.name
    ? ""
    : name === "function"
    ? " but was not an instanced object"
    : ` but was "${name}"`;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}"${but}${suffix(msg)}`,
  );
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor?.name ?? "Object" : typeof value;
}
