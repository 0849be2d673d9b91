import { within } from "../../transport/within.ts";
import type { Log } from "../log/logging.ts";
import type { WorkerCommand } from "./command.ts";
import { Slot } from "./slot.ts";
import { type WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** How long a worker may take to accept calls, in milliseconds. */
const READY_TIMEOUT = 30_000;

/** How long after the drain timeout a worker is killed, in milliseconds. */
const EXIT_MARGIN = 5000;

/** How long a replaced worker may take to stop listening, in milliseconds. */
const CLOSE_TIMEOUT = 5000;

/** How many pings in a row a worker that hangs has missed. */
const MISSES = 6;

/** The shortest time between pings, in milliseconds. */
const SHORTEST_INTERVAL = 100;

/**
 * The pings that detect a worker whose event loop is blocked for `limit` milliseconds; none if that is
 * 0.
 */
export function pingsFor(limit: number): PingOptions | undefined {
  if (limit === 0) return undefined;
  return { interval: Math.max(limit / MISSES, SHORTEST_INTERVAL), misses: MISSES };
}

/** How often a worker is pinged, and when it counts as hung. */
export interface PingOptions {
  /** The milliseconds between pings. */
  readonly interval: number;
  /** How many unanswered pings in a row mean that it hangs. */
  readonly misses: number;
}

/** Options of {@linkcode Pool}. */
export interface PoolOptions {
  log: Log;
  /** How many workers there are. */
  size: number;
  /** The command that starts a worker. */
  command: WorkerCommand;
  /** How many milliseconds a draining worker lets calls go on. */
  drainTimeout: number;
  /** How many milliseconds a replaced worker may take to stop listening; 5000 by default. */
  closeTimeout?: number;
  /** When an unresponsive worker is killed; never by default. */
  pings?: PingOptions | undefined;
  /** Gets the connection on which each worker reports to the console; without it there is none. */
  onReports?: ((worker: number, conn: Deno.Conn) => void) | undefined;
}

/** The worker processes of a supervisor: starts, watches, replaces and stops them. */
export class Pool {
  /** Called for each worker that died and will be replaced. */
  onLoss: (end: WorkerEnd) => void = () => {};
  /** Called for each worker that has exited. */
  onEnd: (worker: WorkerProcess) => void = () => {};
  /** Called when a worker has started, accepts calls or no more, or has exited. */
  onChange: () => void = () => {};
  #losses = 0;
  #options: PoolOptions;
  #slots: Slot<WorkerProcess>[];
  #workers = new Set<WorkerProcess>();
  #replaced = new Set<WorkerProcess>();
  #lastNumber = 0;
  #port: number | undefined;
  #stopping = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, (_, index) =>
      new Slot({
        log: options.log,
        spawn: () => this.#spawn(index + 1),
        onLoss: (end) => {
          this.#losses++;
          this.onLoss(end);
        },
      }));
  }

  /** All running workers, including those that are draining. */
  get workers(): ReadonlySet<WorkerProcess> {
    return this.#workers;
  }

  /** Whether a worker was replaced, and only finishes its calls. */
  isReplaced(worker: WorkerProcess): boolean {
    return this.#replaced.has(worker);
  }

  /** How many workers died and were replaced. */
  get losses(): number {
    return this.#losses;
  }

  /** How many accept calls. */
  get accepting(): number {
    if (this.#stopping) return 0;
    return Array.from(this.#workers).filter(({ accepts }) => accepts).length;
  }

  /** Whether {@linkcode Pool.stop} was called. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /**
   * Starts all workers. The first starts alone: it shows whether they can start, and picks the
   * port. Resolves early if {@linkcode Pool.stop} is called, which kills those that are starting.
   *
   * @throws {Error} If one does not accept calls.
   */
  async start(): Promise<void> {
    const [first, ...others] = this.#slots;
    try {
      await first?.replace();
      if (this.#stopping) return;
      await Promise.all(others.map((slot) => slot.replace()));
    } catch (error) {
      if (!this.#stopping) throw error;
    }
  }

  /**
   * Replaces the workers one by one; resolves when no new call can reach the replaced ones, or one
   * of them takes too long to stop listening. Their calls in progress go on.
   *
   * @throws {Error} If a new worker does not accept calls; the remaining workers are not replaced.
   */
  async replaceAll(): Promise<void> {
    const closing: Promise<void>[] = [];
    for (const [replaced, slot] of this.#slots.entries()) {
      await this.#wait();
      if (this.#stopping) return;
      const old = await this.#replaceAt(slot, replaced);
      if (old === undefined) continue;
      this.#replaced.add(old);
      old.drain(this.#options.drainTimeout + EXIT_MARGIN);
      this.onChange();
      closing.push(this.#close(old));
    }
    await Promise.all(closing);
  }

  /** Drains all workers and waits until they have exited. A second call closes their calls. */
  async stop(): Promise<void> {
    const again = this.#stopping;
    this.#stopping = true;
    for (const slot of this.#slots) slot.stop();
    for (const worker of this.#workers) {
      if (again) worker.end(EXIT_MARGIN);
      else worker.drain(this.#options.drainTimeout + EXIT_MARGIN);
    }
    await Promise.all(Array.from(this.#workers, ({ ended }) => ended));
  }

  /** Limits how many replaced workers still have calls: each takes memory. */
  async #wait(): Promise<void> {
    while (this.#replaced.size >= this.#slots.length && !this.#stopping) {
      const draining = this.#replaced.size;
      this.#options.log("info", "waiting for calls of replaced workers", { workers: draining });
      await Promise.race(Array.from(this.#replaced, ({ ended }) => ended));
    }
  }

  async #replaceAt(
    slot: Slot<WorkerProcess>,
    replaced: number,
  ): Promise<WorkerProcess | undefined> {
    try {
      return await slot.replace();
    } catch (error) {
      const why = error instanceof Error ? error.message : `${error}`;
      const state = `${replaced} of ${this.#slots.length} workers have the new handlers`;
      throw new Error(`${state}; ${why}`, { cause: error });
    }
  }

  /** Waits until no new call can reach a worker, for a limited time: it may hang. */
  async #close(worker: WorkerProcess): Promise<void> {
    const { closeTimeout = CLOSE_TIMEOUT, log } = this.#options;
    const closed = worker.closed.then(() => true);
    if (await within(closed, closeTimeout)) return;
    log("error", "replaced worker is still listening; continuing", { worker: worker.number });
  }

  #spawn(slot: number): WorkerProcess {
    const { command, log, pings, onReports } = this.#options;
    const number = ++this.#lastNumber;
    const worker = new WorkerProcess({
      command,
      identity: { number, port: this.#port },
      slot,
      readyTimeout: READY_TIMEOUT,
      onReports: onReports && ((conn) => onReports(number, conn)),
    });
    this.#workers.add(worker);
    log("debug", "worker started", { worker: number, pid: worker.pid });
    this.onChange();
    worker.ready.then((port) => {
      this.#port ??= port;
      this.onChange();
      if (pings !== undefined) watch(worker, pings, log);
    }, () => {});
    worker.ended.then((end) => this.#onEnd(worker, end));
    return worker;
  }

  #onEnd(worker: WorkerProcess, { code, signal, up }: WorkerEnd): void {
    this.#workers.delete(worker);
    const replaced = this.#replaced.delete(worker);
    this.onEnd(worker);
    this.onChange();
    // The slot logs the others.
    if (up === 0 || !(replaced || this.#stopping)) return;
    const how = signal === null ? { code } : { signal };
    this.#options.log("info", "worker exited", { worker: worker.number, ...how });
  }
}

/** The part of a worker that the watchdog uses. */
export type WatchedWorker = Pick<WorkerProcess, "number" | "ended" | "refresh" | "kill">;

/** Kills a worker that stops answering pings, e.g. one whose handler is in an endless loop. */
export function watch(worker: WatchedWorker, { interval, misses }: PingOptions, log: Log): void {
  let missed = 0;
  // Pings are counted, not time: after the whole machine stood still, no worker had time to answer.
  const ping = async () => {
    const answered = await worker.refresh(interval);
    missed = answered ? 0 : missed + 1;
    if (missed !== misses) return;
    // Kill first: a full log must not delay it.
    worker.kill();
    const silentMs = Math.round(misses * interval);
    log("error", "worker unresponsive, killing it", { worker: worker.number, silentMs });
  };
  const timer = setInterval(ping, interval);
  worker.ended.then(() => clearInterval(timer));
}
