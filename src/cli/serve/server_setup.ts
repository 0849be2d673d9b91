import type { AgiEvent, Observer } from "../../events.ts";
import type { Handler, Pattern } from "../../handler/router.ts";
import { Recorder } from "../../recording/recorder.ts";
import { FastAgiServer, type FastAgiServerOptions } from "../../server/server.ts";
import type { CallTracer } from "../../tracing/mod.ts";
import { within } from "../../transport/within.ts";
import { allowList } from "./allow_list.ts";
import { tryAudioAddress } from "./audio_address.ts";
import { SERVE_OPTIONS, type ServeInvocation } from "./options.ts";
import { libraryOptions } from "../options/table.ts";
import type { ServerStats } from "../admin/server_stats.ts";
import type { HandlerWrapper } from "../handlers/handlers.ts";
import type { ConsoleCapture } from "../log/console_capture.ts";
import { describeError, type Log, logEvents } from "../log/logging.ts";
import type { ServerWatch } from "../console/watch/server_watch.ts";
import { limitRepeats } from "../log/limit_repeats.ts";
import { readTlsFiles } from "./tls_files.ts";
import { exportsConsole, loadTracer, tracingProblem } from "./tracing.ts";

/** How long writing the last recordings may take at the end, in milliseconds. */
const FLUSH_TIMEOUT = 1000;

/** What differs between a single server and a worker. */
export interface ListenOptions {
  /** Called for the events of calls and of the server, before they are logged. */
  watch?: Observer<AgiEvent> | undefined;
  /** The stats that the admin interface shows. */
  stats?: ServerStats | undefined;
  /** Called for the events of calls with those of commands, and sees the bytes of connections. */
  console?: Pick<ServerWatch, "watch" | "tap"> | undefined;
  /** Replaces the port of the arguments. */
  port?: number | undefined;
  /** Whether other processes listen on the same port. */
  reusePort?: boolean;
}

/** What observes the calls of a server, each if it is wanted. */
interface Observers {
  readonly recorder: Recorder | undefined;
  readonly tracer: CallTracer | undefined;
  /** Logs what handlers print. */
  readonly capture: ConsoleCapture | undefined;
  readonly log: Log;
}

/** Sets up a server by the arguments, apart from its handlers. */
export class ServerSetup implements HandlerWrapper {
  #options: FastAgiServerOptions;
  #observers: Observers;

  private constructor(options: FastAgiServerOptions, observers: Observers) {
    this.#options = options;
    this.#observers = observers;
  }

  /**
   * Checks everything that must be right before the server listens.
   *
   * @throws {Error} If the certificate is invalid, `--record` is not writable, or
   * `--audio-listen` can't be listened at.
   */
  static async of(invocation: ServeInvocation, log: Log): Promise<ServerSetup> {
    const { allow, certFile, keyFile, clientCaFile } = invocation;
    const options: FastAgiServerOptions = libraryOptions(SERVE_OPTIONS, invocation);
    options.logLevel = invocation.logLevel;
    if (allow.length > 0) options.allow = await allowList(allow);
    tryAudioAddress();
    const recorder = recorderFor(invocation, log);
    if (certFile !== undefined && keyFile !== undefined) {
      options.tls = await readTlsFiles({ certFile, keyFile, clientCaFile });
    }
    if (recorder !== undefined) options.tap = (duplex, call) => recorder.tap(duplex, call);
    surviveErrors(log);
    const problem = tracingProblem();
    if (problem !== undefined) log("warn", problem);
    const tracer = await loadTracer();
    return new ServerSetup(options, {
      recorder,
      tracer,
      capture: await capture(invocation, log),
      log,
    });
  }

  /** Whether what handlers print becomes lines of the log, and so events. */
  get capturesConsole(): boolean {
    return this.#observers.capture !== undefined;
  }

  /** Returns a handler whose calls are traced, and what it prints logged. */
  wrap(handler: Handler, route?: Pattern): Handler {
    const { tracer, capture } = this.#observers;
    const traced = tracer?.wrap(handler, route) ?? handler;
    return capture?.wrap(traced) ?? traced;
  }

  /**
   * Starts a server that is logged, counted and traced.
   *
   * @throws {Error} If the port is not free.
   */
  listen(
    { watch, stats, console, port = this.#options.port, reusePort = false }: ListenOptions,
  ): FastAgiServer {
    const { hostname } = this.#options;
    const { tracer, log } = this.#observers;
    const logged = logEvents(log);
    const { tap } = this.#options;
    try {
      const server = new FastAgiServer({
        ...this.#options,
        ...(port === undefined ? {} : { port }),
        ...(stats === undefined ? {} : { onReply: stats.counts.onReply }),
        ...(console === undefined ? {} : { tap: joinTaps(tap, console.tap) }),
        reusePort,
        events: console === undefined && log.writes?.("debug") === false ? "calls" : "all",
        onError: () => {},
        onLog: () => {},
        onEvent(event) {
          stats?.watch(event);
          watch?.(event);
          console?.watch(event);
          tracer?.watch(event);
          logged(event);
        },
      });
      if (stats !== undefined) stats.server = server;
      return server;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port}: ${why}`, { cause });
    }
  }

  /** Waits a short time until all recordings are written. */
  async flush(): Promise<void> {
    const { recorder } = this.#observers;
    if (recorder !== undefined) await within(recorder.flush(), FLUSH_TIMEOUT);
  }
}

/** Captures what handlers print if the log is JSON and Deno does not export it. */
async function capture(
  { logFormat }: ServeInvocation,
  log: Log,
): Promise<ConsoleCapture | undefined> {
  if (logFormat !== "json" || exportsConsole()) return undefined;
  const { ConsoleCapture } = await import("../log/console_capture.ts");
  return new ConsoleCapture(log);
}

type Tap = NonNullable<FastAgiServerOptions["tap"]>;

/** Both see the bytes of each connection; what the first adds to it stays. */
function joinTaps(one: Tap | undefined, other: Tap): Tap {
  return one === undefined ? other : (duplex, call) => one(other(duplex, call), call);
}

/** Bytes in a mebibyte. */
const MEBIBYTE = 1024 * 1024;

/** Milliseconds in a day. */
const DAY = 24 * 60 * 60 * 1000;

function recorderFor(
  { record, recordAudio, maskDigits, keepKeys, recordMax, recordMaxAge }: ServeInvocation,
  log: Log,
): Recorder | undefined {
  if (record === undefined) return undefined;
  const limited = limitRepeats(log);
  return new Recorder(record, {
    audio: recordAudio,
    maskDigits,
    keepKeys,
    ...(recordMax === undefined ? {} : { maxBytes: recordMax * MEBIBYTE }),
    ...(recordMaxAge === undefined ? {} : { maxAge: recordMaxAge * DAY }),
    onError: ({ message }, { id, peer }) =>
      limited("error", "recording failed", { call: id, peer, error: message }),
  });
}

/**
 * Keeps the process alive: an error that one handler left behind must not end the calls of others.
 */
function surviveErrors(log: Log): void {
  const limited = limitRepeats(log);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    limited("error", "unhandled promise rejection", { error: describeError(event.reason) });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    limited("error", "uncaught exception", { error: describeError(event.error) });
  });
}
