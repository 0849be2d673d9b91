import { createLogger, type Log, type LoggerOptions } from "./logging.ts";
import { LogWriter, type LogWriterOptions } from "./log_writer.ts";

/** A log on standard error. */
export interface OpenLog extends AsyncDisposable {
  /** Writes to it. */
  readonly log: Log;
  /** How many lines were dropped because nothing took them. */
  readonly dropped: () => number;
}

/**
 * Opens the log of this process. Disposing of it waits for the last lines, but not for a reader that
 * pauses.
 */
export function openLog(
  options: Omit<LoggerOptions, "write">,
  writerOptions: Omit<LogWriterOptions, "notice"> = {},
): OpenLog {
  let notice = "";
  const noticeLog = createLogger({ ...options, level: "warn", write: (line) => notice = line });
  const writer = new LogWriter({
    ...writerOptions,
    notice(lines) {
      noticeLog("warn", "log lines dropped", { lines });
      return notice;
    },
  });
  return {
    log: createLogger({ ...options, write: (line) => writer.write(line) }),
    dropped: () => writer.dropped,
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}
