import { AssertionError, suffix } from "./assertion_error.ts";

// deno-lint-ignore no-explicit-any -- a constructor of any arguments has no other type
type ErrorConstructor<E extends Error> = abstract new (...args: any[]) => E;

/** Fails unless the function throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless the function throws an error of the class, with the text in its message. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrMsg?: ErrorConstructor<Error> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const wanted = expectation(classOrMsg, msgIncludes, msg);
  let error: unknown;
  try {
    fn();
  } catch (thrown) {
    error = thrown;
    checkError(error, wanted, "thrown");
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(wanted.msg)}`);
}

/** Fails unless the function returns a promise that rejects; resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Fails unless the promise rejects with an error of the class, with the text in its message. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorConstructor<Error> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const wanted = expectation(classOrMsg, msgIncludes, msg);
  const promise = start(fn);
  if (typeof promise?.then !== "function") {
    throw new AssertionError(`Function throws when expected to reject${suffix(wanted.msg)}`);
  }
  try {
    await promise;
  } catch (error) {
    checkError(error, wanted, "rejected");
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(wanted.msg)}`);
}

interface Expectation {
  ErrorClass?: ErrorConstructor<Error>;
  includes?: string | undefined;
  msg?: string | undefined;
}

function expectation(
  classOrMsg: ErrorConstructor<Error> | string | undefined,
  includes: string | undefined,
  msg: string | undefined,
): Expectation {
  if (typeof classOrMsg === "string") return { msg: classOrMsg };
  return classOrMsg ? { ErrorClass: classOrMsg, includes, msg } : { msg };
}

/** The promise, or nothing when the function throws instead of returning one. */
function start(fn: () => PromiseLike<unknown>): PromiseLike<unknown> | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}

function checkError(error: unknown, wanted: Expectation, how: string): void {
  const { ErrorClass, includes, msg } = wanted;
  if (!ErrorClass) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${how}${suffix(msg)}`);
  }
  const { name } = error.constructor;
  if (!(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${name}"${suffix(msg)}`,
    );
  }
  if (includes && !error.message.includes(includes)) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(includes)}, but got ` +
        `${JSON.stringify(error.message)}${suffix(msg)}`,
    );
  }
}
