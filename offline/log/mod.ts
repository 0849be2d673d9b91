/**
 * Offline stand-in for `@std/log`: the levels, the logger and the handlers that this project uses.
 *
 * @module
 */

export * from "./handlers.ts";
export * from "./levels.ts";
export {
  type GenericFunction,
  Logger,
  type LoggerOptions,
  // The real package gives out this class as a type only: a program cannot call its constructor.
  type LogRecord,
  type LogRecordOptions,
} from "./logger.ts";
