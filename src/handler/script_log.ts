import type { Logged } from "../channel.ts";
import type { LogLevel, LogLine, Observer, SessionEvent } from "../events.ts";
import { CallLogger, LOG_LEVELS } from "../logging/call_logger.ts";
import { clipField } from "../logging/format_line.ts";
import { printLine } from "../logging/print_line.ts";
import type { Session } from "../session/session.ts";
import { AsteriskConsole } from "./asterisk_console.ts";
import type { Handler } from "./router.ts";

/** Where the log of a script goes. */
export interface ScriptLogOptions {
  /**
   * Called for each line that the handler logs with `channel.log`; `onEvent` gets it as well. By
   * default lines are written to standard error; pass an empty function to discard them.
   */
  onLog?: (line: LogLine) => void;
  /** The lowest level of `channel.log` that is written. The default is `info`. */
  logLevel?: LogLevel;
  /**
   * From which level on lines are written to Asterisk's console as well, with `VERBOSE`; by default
   * none are. A line is sent in turn with the commands of the handler, so it waits for the end of a
   * sound, and takes a round trip. Lines are left out after the hangup, during audio that allows no
   * command, and if ten wait already.
   */
  consoleLevel?: LogLevel;
  /** Called for every event of the session. */
  onEvent?: Observer<SessionEvent>;
}

/** Calls an observer, which must not harm the call. */
function tell(observer: Observer<SessionEvent> | undefined, event: SessionEvent): void {
  try {
    observer?.(event);
  } catch {
    // Errors of an observer are discarded.
  }
}

/** The log of a script's call. */
export class ScriptLog implements Logged {
  #session: Session;
  #options: ScriptLogOptions;
  #console: AsteriskConsole | undefined;
  #log: CallLogger | undefined;

  constructor(session: Session, options: ScriptLogOptions) {
    this.#session = session;
    this.#options = options;
    if (options.consoleLevel !== undefined) this.#console = new AsteriskConsole(session);
  }

  /** The log, made when the handler first logs. */
  get log(): CallLogger {
    const { logLevel: level } = this.#options;
    return this.#log ??= new CallLogger({ level, write: (line) => this.#write(line) });
  }

  /** Returns a handler whose last lines are written before it ends. */
  finish(handler: Handler): Handler {
    const asteriskConsole = this.#console;
    if (asteriskConsole === undefined) return handler;
    return async (channel, request) => {
      try {
        await handler(channel, request);
      } finally {
        await asteriskConsole.settle();
      }
    };
  }

  #write(line: LogLine): void {
    const { onEvent, onLog, consoleLevel = "error" } = this.#options;
    tell(onEvent, { type: "log", ...line });
    if (LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(consoleLevel)) {
      this.#console?.write(line);
    }
    if (onLog !== undefined) return onLog(line);
    const { channel, uniqueId } = this.#session.environment;
    printLine(line, { channel: clipField(channel), uniqueid: clipField(uniqueId) });
  }
}
