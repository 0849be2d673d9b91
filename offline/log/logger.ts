import type { BaseHandler } from "./handlers.ts";
import {
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevels,
} from "./levels.ts";

/** A function of any arguments, which is never itself a message. */
// deno-lint-ignore no-explicit-any -- a function of any arguments has no other type
export type GenericFunction = (...args: any[]) => any;

/** What a {@linkcode LogRecord} is made from. */
export interface LogRecordOptions {
  /** The message. */
  msg: string;
  /** The arguments that came with it. */
  args: unknown[];
  /** Its level. */
  level: LogLevel;
  /** The name of the logger. */
  loggerName: string;
}

/** One message, with its level and time. */
export class LogRecord {
  /** The message. */
  readonly msg: string;
  /** Its level. */
  readonly level: number;
  /** The name of its level. */
  readonly levelName: string;
  /** The name of the logger. */
  readonly loggerName: string;
  #args: unknown[];
  #datetime: Date = new Date();

  /** Stamps the record with the present time. */
  constructor(options: LogRecordOptions) {
    this.msg = options.msg;
    this.level = options.level;
    this.levelName = getLevelName(options.level);
    this.loggerName = options.loggerName;
    this.#args = [...options.args];
  }

  /** A copy of the arguments that came with the message. */
  get args(): unknown[] {
    return [...this.#args];
  }

  /** A copy of the time at which the record was made. */
  get datetime(): Date {
    return new Date(this.#datetime);
  }
}

/** Options for {@linkcode Logger}. */
export interface LoggerOptions {
  /** The handlers that get the records. */
  handlers?: BaseHandler[];
}

type Message<T> = (T extends GenericFunction ? never : T) | (() => T);

/**
 * Makes a record of each message at or above its level and gives it to every handler.
 *
 * A message that is a function is called only if it will be logged. Each method returns the message,
 * or the function's result, or `undefined` if the function was not called.
 */
export class Logger {
  /** The handlers that get the records. */
  handlers: BaseHandler[];
  readonly #loggerName: string;
  #level: LogLevel;

  /** Takes the name of the logger and the lowest level that it passes on. */
  constructor(loggerName: string, levelName: LevelName, options: LoggerOptions = {}) {
    this.#loggerName = loggerName;
    this.#level = getLevelByName(levelName);
    this.handlers = options.handlers ?? [];
  }

  /** The lowest level that this logger passes on; throws a `TypeError` if set to no known level. */
  get level(): LogLevel {
    return this.#level;
  }

  set level(level: LogLevel) {
    if (!Object.values(LogLevels).includes(level)) {
      throw new TypeError(`Invalid log level: ${level}`);
    }
    this.#level = level;
  }

  /** The name of the lowest level that this logger passes on. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** The name of this logger. */
  get loggerName(): string {
    return this.#loggerName;
  }

  /** Logs at level DEBUG. */
  debug<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level DEBUG. */
  debug<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  debug<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.DEBUG, msg, args);
  }

  /** Logs at level INFO. */
  info<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level INFO. */
  info<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  info<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.INFO, msg, args);
  }

  /** Logs at level WARN. */
  warn<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level WARN. */
  warn<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  warn<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.WARN, msg, args);
  }

  /** Logs at level ERROR. */
  error<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level ERROR. */
  error<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  error<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.ERROR, msg, args);
  }

  /** Logs at level CRITICAL. */
  critical<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level CRITICAL. */
  critical<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  critical<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.CRITICAL, msg, args);
  }

  #log<T>(level: LogLevel, msg: Message<T>, args: unknown[]): T | undefined {
    const lazy = msg instanceof Function;
    if (this.#level > level) return lazy ? undefined : msg;
    const data = lazy ? msg() : msg;
    const record = new LogRecord({ msg: text(data), args, level, loggerName: this.#loggerName });
    for (const handler of this.handlers) handler.handle(record);
    return data;
  }
}

function text(data: unknown): string {
  if (data instanceof Error) return data.stack ?? String(data);
  if (typeof data === "function") return "undefined";
  if (typeof data !== "object" || data === null) return String(data);
  const members = Object.entries(data).map(([key, value]) =>
    `"${key}":${typeof value === "string" ? `"${value}"` : text(value)}`
  );
  return `{${members.join(",")}}`;
}
