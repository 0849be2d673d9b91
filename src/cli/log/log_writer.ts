import { within } from "../../transport/within.ts";

/** Writes of up to this size reach a pipe in one piece, so lines of two workers never mix. */
const ATOMIC_BYTES = 4096;

/** How many characters wait for a reader that pauses, before lines are dropped. */
const MAX_WAITING = 1024 * 1024;

/** How long to wait before the next try when a write fails, in milliseconds. */
const RETRY_AFTER = 200;

/** How long the last lines may take at the end of the process, in milliseconds. */
const FLUSH_TIMEOUT = 500;

/** Where bytes go. */
export interface Sink {
  /** Writes some of the bytes, and resolves with how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Options of {@linkcode LogWriter}. */
export interface LogWriterOptions {
  /** Where lines go; standard error by default. */
  sink?: Sink;
  /** Makes the sink again after a handler has closed it. */
  reopen?: () => Promise<Sink>;
  /** Makes the line that reports how many lines were dropped. */
  notice?: (lines: number) => string;
  /** How many characters may wait; 1 Mi by default. */
  maxWaiting?: number;
}

/** Standard error as it is when this module is loaded, whatever a handler makes of it afterwards. */
const stderr: Sink = { write: Deno.stderr.write.bind(Deno.stderr) };

const encoder = new TextEncoder();

/**
 * Writes lines to standard error without ever blocking, throwing or taking more memory than a
 * mebibyte. While a reader pauses or a disk is full, lines wait; when too many wait, new ones are
 * dropped, and counted, until half of them are written.
 *
 * Why `Deno.stderr.write()`: it runs on a thread of Deno's pool, so a write that blocks holds up one
 * thread that nothing else needs, and `Deno.exit()` does not wait for it. It costs as much as
 * `console.error()` (12 µs a line with Deno 2.9.6). `writeSync()`, `console.error()` and also
 * `fs.write()` of `node:fs` block the event loop; a `net.Socket` on descriptor 2 makes the pipe
 * non-blocking for every process that shares it, whose own output then fails; opening `/dev/fd/2`
 * fails where standard error is a socket, as it is under systemd.
 */
export class LogWriter implements AsyncDisposable {
  #sink: Sink;
  #reopen: () => Promise<Sink>;
  #notice: (lines: number) => string;
  #maxWaiting: number;
  #buffer = new Uint8Array(ATOMIC_BYTES);
  #waiting: string[] = [];
  /** How many characters wait. */
  #length = 0;
  /** Whether lines are dropped until half of those that wait are written. */
  #full = false;
  #dropped = 0;
  #reported = 0;
  #writing: Promise<void> | undefined;
  #ending = false;
  #wake: (() => void) | undefined;

  /** Begins; nothing is opened before the first line. */
  constructor(options: LogWriterOptions = {}) {
    this.#sink = options.sink ?? stderr;
    this.#reopen = options.reopen ?? openStderr;
    this.#notice = options.notice ?? ((lines) => `log lines dropped lines=${lines}`);
    this.#maxWaiting = options.maxWaiting ?? MAX_WAITING;
  }

  /** How many lines were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a line, without its end. */
  write(line: string): void {
    if (this.#full || this.#length + line.length >= this.#maxWaiting) {
      this.#full = true;
      this.#dropped++;
      return;
    }
    this.#report();
    this.#add(line);
    this.#writing ??= this.#writeAll();
  }

  /** Waits until all lines are written, but not longer than half a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending = true;
    this.#wake?.();
    if (this.#writing !== undefined) await within(this.#writing, FLUSH_TIMEOUT);
  }

  #add(line: string): void {
    this.#waiting.push(`${line}\n`);
    this.#length += line.length + 1;
  }

  /** Says how many lines were dropped at this place of the log. */
  #report(): void {
    const lines = this.#dropped - this.#reported;
    if (lines === 0) return;
    this.#reported = this.#dropped;
    this.#add(this.#notice(lines));
  }

  async #writeAll(): Promise<void> {
    for (let rest = this.#take(); rest.length > 0; rest = this.#take()) {
      while (rest.length > 0) {
        const count = await this.#try(rest);
        if (count === undefined && this.#ending) return this.#giveUp();
        rest = rest.subarray(count ?? 0);
      }
    }
    this.#writing = undefined;
  }

  /** As many whole lines as a pipe takes in one piece, at least one; empty if none waits. */
  #take(): Uint8Array {
    if (this.#length <= this.#maxWaiting / 2) this.#full = false;
    if (this.#waiting.length === 0) this.#report();
    let end = 0;
    for (let line = this.#waiting[0]; line !== undefined; line = this.#waiting[0]) {
      const { read, written } = encoder.encodeInto(line, this.#buffer.subarray(end));
      const fits = read === line.length;
      if (!fits && end > 0) break;
      this.#waiting.shift();
      this.#length -= line.length;
      if (!fits) return encoder.encode(line);
      end += written;
    }
    return this.#buffer.subarray(0, end);
  }

  /** Writes once; `undefined` if it failed, after a pause. */
  async #try(bytes: Uint8Array): Promise<number | undefined> {
    try {
      return await this.#sink.write(bytes);
    } catch (error) {
      if (this.#ending) return undefined;
      await this.#pause();
      if (error instanceof Deno.errors.BadResource) await this.#openAgain();
      return undefined;
    }
  }

  async #openAgain(): Promise<void> {
    try {
      this.#sink = await this.#reopen();
    } catch {
      // The next failed write tries again.
    }
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, RETRY_AFTER);
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  #giveUp(): void {
    this.#dropped += this.#waiting.length + 1;
    this.#waiting = [];
    this.#length = 0;
    this.#writing = undefined;
  }
}

/**
 * The descriptor itself stays open when a handler closes `Deno.stderr`. A socket cannot be opened
 * again, and the executable has no permission to; both leave only writes that block while a reader
 * pauses.
 */
async function openStderr(): Promise<Sink> {
  try {
    return await Deno.open("/dev/stderr", { append: true });
  } catch {
    const { write } = await import("node:fs");
    return {
      write: (bytes) =>
        new Promise((resolve, reject) => {
          write(2, bytes, (error, count) => error === null ? resolve(count) : reject(error));
        }),
    };
  }
}
