import type { Observer } from "../../../events.ts";
import type { FastAgiServerOptions } from "../../../server/options.ts";
import type { HandlerWrapper } from "../../handlers/handlers.ts";
import { limitRepeats } from "../../log/limit_repeats.ts";
import { describeError, type Log } from "../../log/logging.ts";
import { CallReporter, type CallReporterOptions } from "./call_reporter.ts";
import { FailureReader } from "./failure_reader.ts";
import { HandlerLog } from "./handler_log.ts";

/** Options of {@linkcode ServerWatch}. */
export interface ServerWatchOptions extends Omit<CallReporterOptions, "failures"> {
  /** The absolute paths of the handler files. */
  files: () => readonly string[];
  /** Whether to read the source lines of failures from disk. */
  source: boolean;
  /** Gets the errors of the console itself. */
  log: Log;
}

type Tap = NonNullable<FastAgiServerOptions["tap"]>;

/**
 * Watches the server of this process for the console, from before it listens to its end. An error of
 * the console is logged: it must not harm a call, nor what else observes it.
 */
export class ServerWatch implements Disposable {
  #reporter: CallReporter;
  #handlerLog: HandlerLog | undefined;
  #log: Log;

  /** Starts to watch. */
  constructor({ files, source, log, ...options }: ServerWatchOptions) {
    this.#log = limitRepeats(log);
    this.#reporter = new CallReporter({
      ...options,
      failures: new FailureReader({ files, source }),
    });
  }

  /** Takes the events of the server. */
  readonly watch: Observer = (event) => {
    try {
      this.#reporter.watch(event);
    } catch (error) {
      this.#fail(error);
    }
  };

  /** Records each connection. */
  readonly tap: Tap = (duplex, call) => {
    try {
      return this.#reporter.tap(duplex, call);
    } catch (error) {
      this.#fail(error);
      return duplex;
    }
  };

  /**
   * Wraps handlers to report what they print, if it does not become an event anyway. `inner` wraps
   * them first.
   */
  wrapping(inner: HandlerWrapper & { readonly capturesConsole: boolean }): HandlerWrapper {
    if (inner.capturesConsole) return inner;
    return this.#handlerLog = new HandlerLog((call, level, text) => {
      try {
        this.#reporter.log(call, level, text);
      } catch (error) {
        this.#fail(error);
      }
    }, inner);
  }

  /** Puts the functions of `console` back. */
  [Symbol.dispose](): void {
    this.#handlerLog?.[Symbol.dispose]();
  }

  #fail(error: unknown): void {
    this.#log("error", "console failed", { error: describeError(error) });
  }
}
