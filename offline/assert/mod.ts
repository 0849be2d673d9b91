/**
 * Offline stand-in for `@std/assert`: the assertions that this project uses.
 *
 * @module
 */

export { AssertionError } from "./assertion_error.ts";
export * from "./basic.ts";
export * from "./equal.ts";
export * from "./equality.ts";
export * from "./object_match.ts";
export * from "./throws.ts";
