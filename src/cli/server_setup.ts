import type { AgiEvent, Observer } from "../events.ts";
import { Recorder } from "../recording/recorder.ts";
import { FastAgiServer, type FastAgiServerOptions } from "../server.ts";
import type { CallTracer } from "../tracing/mod.ts";
import { within } from "../transport/within.ts";
import { allowList } from "./allow_list.ts";
import type { ServeInvocation } from "./args.ts";
import { describeError, type Log, logEvents } from "./logging.ts";
import { readTlsFiles } from "./tls_files.ts";
import { loadTracer } from "./tracing.ts";

/** How long recordings may take to be written at the end, in milliseconds. */
const FLUSH_TIMEOUT = 1000;

/** What differs where a server is one of several. */
export interface ListenOptions {
  /** Sees all events, before they are logged. */
  watch?: Observer<AgiEvent> | undefined;
  /** Instead of the one that was asked for. */
  port?: number | undefined;
  /** Whether others listen at the port as well. */
  reusePort?: boolean;
}

/** What the arguments make of a server, apart from its handlers. */
export class ServerSetup {
  /** Traces calls, where somebody collects traces. */
  readonly tracer: CallTracer | undefined;
  #options: FastAgiServerOptions;
  #recorder: Recorder | undefined;
  #log: Log;

  private constructor(
    options: FastAgiServerOptions,
    { recorder, tracer, log }: {
      recorder: Recorder | undefined;
      tracer: CallTracer | undefined;
      log: Log;
    },
  ) {
    this.tracer = tracer;
    this.#options = options;
    this.#recorder = recorder;
    this.#log = log;
  }

  /**
   * Reads all that has to be right before a server may listen.
   *
   * @throws {Error} If `--allow` or the certificate cannot be read, or `--record` cannot be written.
   */
  static async of(invocation: ServeInvocation, log: Log): Promise<ServerSetup> {
    const { hostname, port, drainTimeout, allow, limits, tls } = invocation;
    const admission = allow.length === 0 ? limits : { ...limits, allow: await allowList(allow) };
    const recorder = recorderFor(invocation, log);
    const options: FastAgiServerOptions = { hostname, port, drainTimeout, ...admission };
    if (tls !== undefined) options.tls = await readTlsFiles(tls);
    if (recorder !== undefined) options.tap = (duplex, call) => recorder.tap(duplex, call);
    surviveErrors(log);
    return new ServerSetup(options, { recorder, tracer: await loadTracer(), log });
  }

  /**
   * Makes the server, which is logged.
   *
   * @throws {Error} If the port cannot be had.
   */
  listen({ watch, port = this.#options.port, reusePort = false }: ListenOptions): FastAgiServer {
    const { hostname } = this.#options;
    const logged = logEvents(this.#log);
    const { tracer } = this;
    try {
      return new FastAgiServer({
        ...this.#options,
        ...(port === undefined ? {} : { port }),
        reusePort,
        onEvent: watch === undefined && tracer === undefined ? logged : (event) => {
          watch?.(event);
          tracer?.watch(event);
          logged(event);
        },
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen at ${hostname}:${port}: ${why}`, { cause });
    }
  }

  /** Waits until all is written that was recorded, for a short time. */
  async flush(): Promise<void> {
    if (this.#recorder !== undefined) await within(this.#recorder.flush(), FLUSH_TIMEOUT);
  }
}

function recorderFor({ record }: ServeInvocation, log: Log): Recorder | undefined {
  if (record === undefined) return undefined;
  const { folder, maskDigits, keepKeys } = record;
  return new Recorder(folder, {
    maskDigits,
    keepKeys,
    onError: ({ message }, { id, peer }) =>
      log("error", "cannot record", { call: id, peer, error: message }),
  });
}

/** What one handler left behind must not end the calls of the others. */
function surviveErrors(log: Log): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log("error", "nobody awaited what failed", { error: describeError(event.reason) });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log("error", "nobody caught what was thrown", { error: describeError(event.error) });
  });
}
