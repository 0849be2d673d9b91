import type { Channel } from "../../channel.ts";
import type { Handler } from "../../handler/router.ts";
import { CallLogger } from "../../logging/call_logger.ts";
import { unshowable } from "../../logging/unshowable.ts";
import type { Log, LogLevel } from "./logging.ts";
import { consoleText } from "./console_text.ts";

/** The methods that print their arguments, and the level of each. */
const LEVELS = {
  debug: "debug",
  log: "info",
  info: "info",
  dirxml: "info",
  group: "info",
  groupCollapsed: "info",
  warn: "warn",
  error: "error",
} as const satisfies Partial<Record<keyof Console, LogLevel>>;

/** Methods that keep state in their console, or print a table. */
const REST = ["count", "countReset", "table", "time", "timeEnd", "timeLog"] as const;

/** How many calls are followed before it is clear that handlers print nothing. */
const TRIAL_CALLS = 1000;

/** The modules of Node that are used here. */
interface NodeProcess {
  getBuiltinModule(name: "node:async_hooks"): {
    AsyncLocalStorage: new () => CurrentCall;
  };
  getBuiltinModule(name: "node:console"): {
    Console: new (options: { stdout: unknown; stderr: unknown }) => Console;
  };
}

/** Knows which call runs; the part of `AsyncLocalStorage` that is used. */
interface CurrentCall {
  run<Args extends unknown[], Result>(
    channel: Channel,
    callback: (...args: Args) => Result,
    ...args: Args
  ): Result;
  getStore(): Channel | undefined;
}

const { process } = globalThis as unknown as { process: NodeProcess };

/**
 * Makes what handlers print with `console` lines of the log: each has the level of the method and the
 * fields of the call that printed it. Lines that no call printed, e.g. those of a module that is
 * being loaded, are without.
 *
 * Unlike a console, the log never waits for its reader. It does not use `console` itself.
 */
export class ConsoleCapture {
  #log: Log;
  #current: CurrentCall = new (process.getBuiltinModule("node:async_hooks").AsyncLocalStorage)();
  /** For lines that belong to no call. */
  #outside: CallLogger;
  #calls = 0;
  /** Whether something was printed since the first call. */
  #used = false;
  /** Whether arguments are being formatted, which can run code that prints. */
  #busy = false;

  /** Replaces the methods of a console. */
  constructor(log: Log, target: Console = console) {
    this.#log = log;
    this.#outside = new CallLogger({
      level: "debug",
      write: ({ level, message, others }) => log(level, message, { from: "handler", others }),
    });
    const print = this.#print.bind(this);
    for (const [method, level] of Object.entries(LEVELS)) {
      Reflect.set(target, method, (...args: unknown[]) => print(level, () => consoleText(args)));
    }
    target.trace = function trace(...args: unknown[]) {
      print("debug", () => `Trace: ${consoleText(args)}\n${stackFrom(trace)}`);
    };
    target.dir = (value, options) => print("info", () => Deno.inspect(value, options));
    target.assert = (condition, ...args) => {
      if (!condition) print("error", () => failedAssertion(args));
    };
    target.groupEnd = () => {};
    target.clear = () => {};
    let other: Console | undefined;
    for (const method of REST) {
      target[method] = (...args: unknown[]) => {
        other ??= this.#nodeConsole();
        Reflect.apply(other[method], other, args);
      };
    }
  }

  /**
   * Returns a handler whose lines have the fields of its call. Following a call costs time in each
   * `await`, so it ends after {@linkcode TRIAL_CALLS} calls in which nothing was printed, until
   * something is: that line is without fields.
   */
  wrap(handler: Handler): Handler {
    return (channel, request) => {
      if (!this.#used && this.#calls >= TRIAL_CALLS) return handler(channel, request);
      this.#calls++;
      return this.#current.run(channel, handler, channel, request);
    };
  }

  #print(level: LogLevel, format: () => string): void {
    if (this.#busy || this.#log.writes?.(level) === false) return;
    this.#used ||= this.#calls > 0;
    const { log } = this.#current.getStore() ?? { log: this.#outside };
    this.#busy = true;
    try {
      log[level](format());
    } catch (error) {
      log[level](unshowable("shown", error));
    } finally {
      this.#busy = false;
    }
  }

  #nodeConsole(): Console {
    const stream = {
      write: (text: string) => this.#print("info", () => text.trimEnd()),
      listenerCount: () => 1,
      once() {},
      removeListener() {},
    };
    const { Console } = process.getBuiltinModule("node:console");
    return new Console({ stdout: stream, stderr: stream });
  }
}

function failedAssertion([first, ...rest]: readonly unknown[]): string {
  if (first === undefined) return "Assertion failed";
  return typeof first === "string"
    ? consoleText([`Assertion failed: ${first}`, ...rest])
    : consoleText(["Assertion failed:", first, ...rest]);
}

/** The places of the callers of a function, one a line. */
function stackFrom(top: (...args: unknown[]) => void): string {
  const holder = { stack: "" };
  Error.captureStackTrace(holder, top);
  return holder.stack.slice(holder.stack.indexOf("\n") + 1);
}
