import type { Observer } from "../../events.ts";
import type { FastAgiServerOptions } from "../../server/options.ts";
import type { HandlerWrapper } from "../handlers/handlers.ts";
import { CallReporter, type CallReporterOptions } from "./call_reporter.ts";
import { FailureReader } from "./failure_reader.ts";
import { HandlerLog } from "./handler_log.ts";

/** Options of {@linkcode ServerWatch}. */
export interface ServerWatchOptions extends Omit<CallReporterOptions, "failures"> {
  /** The absolute paths of the handler files. */
  files: () => readonly string[];
  /** Whether to read the source lines of failures from disk. */
  source: boolean;
}

/** Watches the server of this process for the console, from before it listens to its end. */
export class ServerWatch implements Disposable {
  #reporter: CallReporter;
  #log: HandlerLog | undefined;

  /** Starts to watch. */
  constructor({ files, source, ...options }: ServerWatchOptions) {
    this.#reporter = new CallReporter({
      ...options,
      failures: new FailureReader({ files, source }),
    });
  }

  /** Takes the events of the server. */
  get watch(): Observer {
    return this.#reporter.watch;
  }

  /** Records each connection. */
  get tap(): NonNullable<FastAgiServerOptions["tap"]> {
    return this.#reporter.tap;
  }

  /**
   * Wraps handlers to report what they print, if it does not become an event anyway. `inner` wraps
   * them first.
   */
  wrapping(inner: HandlerWrapper & { readonly capturesConsole: boolean }): HandlerWrapper {
    if (inner.capturesConsole) return inner;
    return this.#log = new HandlerLog(
      (call, level, text) => this.#reporter.log(call, level, text),
      inner,
    );
  }

  /** Puts the functions of `console` back. */
  [Symbol.dispose](): void {
    this.#log?.[Symbol.dispose]();
  }
}
