import {
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevels,
} from "./levels.ts";
import type { LogRecord } from "./logger.ts";

/** Turns a record into the line to write. */
export type FormatterFunction = (logRecord: LogRecord) => string;

/** Options for {@linkcode BaseHandler}. */
export interface BaseHandlerOptions {
  /** How to print a record; without it, the level name and the message. */
  formatter?: FormatterFunction;
}

/** Options for {@linkcode ConsoleHandler}. */
export interface ConsoleHandlerOptions extends BaseHandlerOptions {
  /** Whether to colour the lines by level. Default: `true`. */
  useColors?: boolean;
}

/** Takes the records at or above its level, formats them and passes them to `log()`. */
export abstract class BaseHandler {
  #level: LogLevel;
  /** How this handler prints a record. */
  formatter: FormatterFunction;

  /** Takes the lowest level that this handler writes. */
  constructor(levelName: LevelName, options?: BaseHandlerOptions) {
    this.#level = getLevelByName(levelName);
    this.formatter = options?.formatter ?? defaultFormatter;
  }

  /** The lowest level that this handler writes. */
  get level(): LogLevel {
    return this.#level;
  }

  set level(level: LogLevel) {
    this.levelName = getLevelName(level);
  }

  /** The name of the lowest level that this handler writes. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** Writes the record unless it is below the level of this handler. */
  handle(logRecord: LogRecord): void {
    if (this.level <= logRecord.level) this.log(this.format(logRecord));
  }

  /** Prints the record with the formatter. */
  format(logRecord: LogRecord): string {
    return this.formatter(logRecord);
  }

  /** Writes one formatted record. */
  abstract log(msg: string): void;

  /** Prepares the handler; here there is nothing to do. */
  setup(): void {}

  /** Ends the handler; here there is nothing to do. */
  destroy(): void {}

  /** Calls `destroy()` at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.destroy();
  }
}

/** Writes records to standard output with `console.log`. */
export class ConsoleHandler extends BaseHandler {
  #useColors: boolean;

  /** Takes the lowest level that this handler writes. */
  constructor(levelName: LevelName, options: ConsoleHandlerOptions = {}) {
    super(levelName, options);
    this.#useColors = options.useColors ?? true;
  }

  /** Prints the record with the formatter, in the colour of its level. */
  override format(logRecord: LogRecord): string {
    const msg = super.format(logRecord);
    return this.#useColors && !Deno.noColor ? colored(msg, logRecord.level) : msg;
  }

  /** Writes one line to standard output. */
  log(msg: string): void {
    // deno-lint-ignore no-console -- writing to the console is what this handler is for
    console.log(msg);
  }
}

function defaultFormatter(logRecord: LogRecord): string {
  return `${logRecord.levelName} ${logRecord.msg}`;
}

/** Blue, yellow, red, and bold red: the colours of ECMA-48, each with the code that ends it. */
function colored(msg: string, level: number): string {
  switch (level) {
    case LogLevels.INFO:
      return `\x1b[34m${msg}\x1b[39m`;
    case LogLevels.WARN:
      return `\x1b[33m${msg}\x1b[39m`;
    case LogLevels.ERROR:
      return `\x1b[31m${msg}\x1b[39m`;
    case LogLevels.CRITICAL:
      return `\x1b[1m\x1b[31m${msg}\x1b[39m\x1b[22m`;
    default:
      return msg;
  }
}
