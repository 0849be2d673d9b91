import { within } from "../../transport/within.ts";
import type { Log } from "../log/logging.ts";
import type { Command } from "./command.ts";
import { Slot } from "./slot.ts";
import { type Patience, watch } from "./watchdog.ts";
import { type WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** How long a worker may take until it accepts calls, in milliseconds. */
const READY_TIMEOUT = 30_000;

/** How much longer than the drain timeout a worker may take to end, in milliseconds. */
const END_MARGIN = 5000;

/** How long a replaced worker may take until it listens no more, in milliseconds. */
const CLOSE_TIMEOUT = 5000;

/** One that has not answered for 30 seconds hangs. */
const PATIENCE: Patience = { interval: 5000, questions: 6 };

/** Options of {@linkcode Crew}. */
export interface CrewOptions {
  log: Log;
  /** How many workers there are. */
  size: number;
  /** What a worker is started with. */
  command: Command;
  /** How many milliseconds a worker lets calls go on when it shall end. */
  drainTimeout: number;
  /** How many milliseconds a replaced worker may take until it listens no more; 5000 by default. */
  closeTimeout?: number;
  /** When a worker that answers no more is killed; after 30 seconds by default. */
  patience?: Patience;
}

/** The workers of a supervisor. */
export class Crew {
  /** Told of each worker that ended by itself, and will have a successor. */
  onLoss: () => void = () => {};
  /** Told of each worker that has ended. */
  onEnd: (worker: WorkerProcess) => void = () => {};
  #options: CrewOptions;
  #slots: Slot<WorkerProcess>[];
  #workers = new Set<WorkerProcess>();
  #replaced = new Set<WorkerProcess>();
  #lastNumber = 0;
  #port: number | undefined;
  #stopping = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, (_, index) =>
      new Slot({
        log: options.log,
        spawn: () => this.#spawn(index + 1),
        onLoss: () => this.onLoss(),
      }));
  }

  /** All workers that live, also those that accept calls no more. */
  get workers(): ReadonlySet<WorkerProcess> {
    return this.#workers;
  }

  /** Whether a worker has a successor, and only its calls go on. */
  isReplaced(worker: WorkerProcess): boolean {
    return this.#replaced.has(worker);
  }

  /** How many accept calls. */
  get accepting(): number {
    if (this.#stopping) return 0;
    return Array.from(this.#workers).filter(({ accepts }) => accepts).length;
  }

  /**
   * Starts all workers: the first alone, which shows whether one can start at all, and which port it
   * is.
   *
   * @throws {Error} If one does not come to accept calls.
   */
  async start(): Promise<void> {
    const [first, ...others] = this.#slots;
    await first?.replace();
    if (this.#stopping) return;
    await Promise.all(others.map((slot) => slot.replace()));
  }

  /**
   * Replaces one worker after the other; resolves when no call can come to those that were replaced,
   * or one of them takes too long for that. Calls in progress go on in them.
   *
   * @throws {Error} If a new one does not come to accept calls: it and those behind it stay as they are.
   */
  async replaceAll(): Promise<void> {
    const closing: Promise<void>[] = [];
    for (const [replaced, slot] of this.#slots.entries()) {
      await this.#wait();
      if (this.#stopping) return;
      const old = await this.#replaceAt(slot, replaced);
      if (old === undefined) continue;
      this.#replaced.add(old);
      old.drain(this.#options.drainTimeout + END_MARGIN);
      closing.push(this.#close(old));
    }
    await Promise.all(closing);
  }

  /** Lets all workers end, and waits for that. Called again it makes them close their calls. */
  async stop(): Promise<void> {
    const again = this.#stopping;
    this.#stopping = true;
    for (const slot of this.#slots) slot.stop();
    for (const worker of this.#workers) {
      if (again) worker.end(END_MARGIN);
      else worker.drain(this.#options.drainTimeout + END_MARGIN);
    }
    await Promise.all(Array.from(this.#workers, ({ ended }) => ended));
  }

  /** Keeps the workers few that were replaced and have calls still: each holds memory. */
  async #wait(): Promise<void> {
    while (this.#replaced.size >= this.#slots.length && !this.#stopping) {
      const draining = this.#replaced.size;
      this.#options.log("info", "waits for calls of replaced workers", { workers: draining });
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

  /** Waits until no call can come to a worker, but not for ever: it may hang. */
  async #close(worker: WorkerProcess): Promise<void> {
    const { closeTimeout = CLOSE_TIMEOUT, log } = this.#options;
    const closed = worker.closed.then(() => true);
    if (await within(closed, closeTimeout)) return;
    log("error", "replaced worker still listens, goes on without it", { worker: worker.number });
  }

  #spawn(slot: number): WorkerProcess {
    const { command, log, patience = PATIENCE } = this.#options;
    const number = ++this.#lastNumber;
    const place = { number, port: this.#port };
    const worker = new WorkerProcess({ command, place, slot, readyTimeout: READY_TIMEOUT });
    this.#workers.add(worker);
    log("debug", "worker begins", { worker: number, pid: worker.pid });
    worker.ready.then((port) => {
      this.#port ??= port;
      watch(worker, patience, log);
    }, () => {});
    worker.ended.then((end) => this.#onEnd(worker, end));
    return worker;
  }

  #onEnd(worker: WorkerProcess, { code, signal, up }: WorkerEnd): void {
    this.#workers.delete(worker);
    const replaced = this.#replaced.delete(worker);
    this.onEnd(worker);
    // Of others it is told elsewhere.
    if (up === 0 || !(replaced || this.#stopping)) return;
    const how = signal === null ? { code } : { signal };
    this.#options.log("info", "worker has ended", { worker: worker.number, ...how });
  }
}
