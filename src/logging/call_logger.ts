import type { LogLevel, LogLine } from "../events.ts";
import { LineLimit } from "./_line_limit.ts";
import { logLine } from "./_log_line.ts";

/** What belongs to a message: any values by name, or an error. */
export type LogFields = Readonly<Record<string, unknown>> | Error;

/** Options of {@linkcode CallLogger}. */
export interface CallLoggerOptions {
  /** Takes the lines. Whatever it throws is discarded. */
  write: (line: LogLine) => void;
  /** The lowest level that is written. The default is `info`. */
  level?: LogLevel | undefined;
  /** Whether a call in a loop may write only some of its lines. The default is `true`. */
  limited?: boolean;
  /** The time in milliseconds. */
  now?: () => number;
}

/** The levels, the least important first. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * The log of one call; handlers use `channel.log`. Each line has a constant message, and what varies
 * as fields. Nothing that a handler logs can fail or delay its call.
 *
 * A call can write 100 lines at once and 10 per second after that. More are left out: the next line
 * has their number as `others`.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { digits } = await channel.getData("vm-password", { maxDigits: 4 });
 *   channel.log.info("pin entered", { length: digits.length });
 *   try {
 *     await fetch("https://example.com/");
 *   } catch (error) {
 *     channel.log.error("balance unknown", { error });
 *   }
 * };
 * ```
 */
export class CallLogger {
  #write: (line: LogLine) => void;
  #least: number;
  #limit: LineLimit | undefined;

  /** Creates a log; handlers use `channel.log`. */
  constructor(options: CallLoggerOptions) {
    const { write, level = "info", limited = true, now = () => performance.now() } = options;
    this.#write = write;
    this.#least = LOG_LEVELS.indexOf(level);
    this.#limit = limited ? new LineLimit(now) : undefined;
  }

  /** Logs what helps to find a mistake; not written by default. */
  debug(message: string, fields?: LogFields): void {
    this.#log("debug", message, fields);
  }

  /** Logs what happens in a normal call. */
  info(message: string, fields?: LogFields): void {
    this.#log("info", message, fields);
  }

  /** Logs what should not happen, but does not harm the call. */
  warn(message: string, fields?: LogFields): void {
    this.#log("warn", message, fields);
  }

  /** Logs what harms the call. */
  error(message: string, fields?: LogFields): void {
    this.#log("error", message, fields);
  }

  #log(level: LogLevel, message: unknown, fields: unknown): void {
    if (LOG_LEVELS.indexOf(level) < this.#least) return;
    const limit = this.#limit;
    const warned = limit?.exceeded;
    const others = limit === undefined ? 0 : limit.pass();
    if (others !== undefined) {
      const line = logLine(level, message, fields);
      return this.#give(others === 0 ? line : { ...line, others });
    }
    if (warned === true) return;
    this.#give(logLine("warn", "handler logs too much, leaving out lines", undefined));
  }

  #give(line: LogLine): void {
    try {
      this.#write(line);
    } catch {
      // A log must not harm a call.
    }
  }
}
