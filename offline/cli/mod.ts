/**
 * Offline stand-in for `@std/cli`: the argument parser.
 *
 * @module
 */

export * from "./parse_args.ts";
