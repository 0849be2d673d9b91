import type { Fields } from "../../logging/format_line.ts";
import { createLogger, type LoggerOptions } from "../log/logging.ts";
import type { ServeInvocation } from "./options.ts";

/** How often the event loop shows that it turns, within the time that it may stand still. */
const BEATS = 6;

/** The longest time between two of them, in milliseconds. */
const LONGEST_INTERVAL = 5000;

/** How long the last line of the log may take to be written, in milliseconds. */
const LINE_TIMEOUT = 500;

/** Options of {@linkcode Watchdog}. */
export interface WatchdogOptions extends Pick<LoggerOptions, "format"> {
  /** How many milliseconds the event loop may stand still. */
  limit: number;
  /**
   * Whether it only says that the event loop stands still, until SIGINT or SIGTERM comes, which
   * nothing else would see then.
   */
  untilSignal?: boolean;
  /** What stands in the line of the log, as in all others of this process. */
  fields?: Fields | undefined;
}

/** Options of {@linkcode startWatchdog}. */
export interface StartOptions extends Pick<WatchdogOptions, "fields" | "untilSignal"> {
  /** Multiplies the limit of the arguments; 1 by default. */
  patience?: number;
}

/** Starts the watchdog of this process by the arguments; `undefined` if they switch it off. */
export function startWatchdog(
  { watchdog, logFormat }: Pick<ServeInvocation, "watchdog" | "logFormat">,
  { patience = 1, ...options }: StartOptions = {},
): Watchdog | undefined {
  if (watchdog === 0) return undefined;
  return new Watchdog({ limit: patience * watchdog, format: logFormat, ...options });
}

/** What the thread gets. */
interface Orders {
  /** A counter that the event loop increments. */
  readonly beats: Int32Array;
  /** The milliseconds between two looks at it. */
  readonly interval: number;
  /** How many looks in a row may see no change. */
  readonly misses: number;
  /** The line to write when the event loop stands still. */
  readonly line: string;
  /** How many milliseconds that may take. */
  readonly lineTimeout: number;
  readonly untilSignal: boolean;
}

/**
 * Ends this process with SIGKILL if its event loop stands still, e.g. because a handler is in an
 * endless loop. Otherwise the process would be silent for all callers until someone restarts it. In
 * development, where a breakpoint stops the event loop as well, it waits for a signal.
 *
 * Only another thread can notice that: a Web Worker, which takes about 8 MB. `Deno.exit()` there does
 * not end a process whose main thread is busy, a signal does.
 */
export class Watchdog implements Disposable {
  #thread: Worker;
  #timer: ReturnType<typeof setInterval>;

  /** Starts to watch. */
  constructor({ limit, format, fields, untilSignal = false }: WatchdogOptions) {
    const interval = Math.min(limit / BEATS, LONGEST_INTERVAL);
    const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const orders: Orders = {
      beats,
      interval,
      misses: Math.round(limit / interval),
      line: blockedLine({ format, fields, untilSignal, silentMs: Math.round(limit) }),
      lineTimeout: LINE_TIMEOUT,
      untilSignal,
    };
    // The program is one file, so the thread gets its code as an address.
    const code = encodeURIComponent(`(${watch})()`);
    this.#thread = new Worker(`data:text/javascript,${code}`, {
      type: "module",
      name: "watchdog",
    });
    this.#thread.postMessage(orders);
    this.#timer = setInterval(() => Atomics.add(beats, 0, 1), interval);
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#thread.terminate();
  }
}

/** The code of the thread; it can use nothing from this file. */
function watch(): void {
  globalThis.addEventListener("message", (event) => {
    const orders: Orders = (event as MessageEvent).data;
    const { beats, interval, misses, line, lineTimeout, untilSignal } = orders;
    let seen = 0;
    let missed = 0;
    /** The last beat before a signal. */
    let signalled = -1;
    if (untilSignal) {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        Deno.addSignalListener(signal, () => signalled = Atomics.load(beats, 0));
      }
    }
    // Looks are counted, not time: after the whole machine stood still, no thread had time.
    const timer = setInterval(async () => {
      const count = Atomics.load(beats, 0);
      missed = count === seen ? missed + 1 : 0;
      seen = count;
      if (missed <= misses) return;
      const ends = !untilSignal || signalled === count;
      if (ends) clearInterval(timer);
      if (missed === misses + 1) {
        const now = new Date().toISOString();
        const text = line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, now);
        const written = Deno.stderr.write(new TextEncoder().encode(text)).catch(() => {});
        await Promise.race([written, new Promise((resolve) => setTimeout(resolve, lineTimeout))]);
      }
      if (ends) Deno.kill(Deno.pid, "SIGKILL");
    }, interval);
  }, { once: true });
}

/** The line that says that the event loop stands still. Its time is that of now. */
function blockedLine(
  { format, fields, untilSignal, silentMs }: Omit<WatchdogOptions, "limit"> & { silentMs: number },
): string {
  let written = "";
  const log = createLogger({
    level: "error",
    format,
    ...(fields === undefined ? {} : { fields }),
    write: (line) => written = `${line}\n`,
  });
  const cause = "a handler computes without await, or loops without end";
  if (untilSignal) {
    const hint = `${cause}, or a breakpoint stops it; Ctrl-C ends this process`;
    log("error", "event loop blocked", { silentMs, hint });
  } else {
    log("error", "event loop blocked, killing this process", { silentMs, hint: cause });
  }
  return written;
}
