import type { Log } from "../log/logging.ts";
import type { WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** The first delay, in milliseconds. */
const FIRST_DELAY = 100;

/** The longest delay, in milliseconds. */
const LONGEST_DELAY = 30_000;

/** How long a worker must have run to reset the delay, in milliseconds. */
const STABLE_AFTER = 30_000;

/** The part of a worker that a slot uses. */
export type SlotWorker = Pick<WorkerProcess, "number" | "ready" | "ended">;

/** Options of {@linkcode Slot}. */
export interface SlotOptions<Worker extends SlotWorker> {
  log: Log;
  /** Starts a worker. */
  spawn: () => Worker;
  /** Called for each worker that died and will be replaced. */
  onLoss: () => void;
}

/** Keeps one worker running: one that dies is restarted, with a growing delay. */
export class Slot<Worker extends SlotWorker> {
  #options: SlotOptions<Worker>;
  #current: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #starting = false;
  #stopped = false;
  #backOff = new BackOff();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SlotOptions<Worker>) {
    this.#options = options;
  }

  /**
   * Starts a new worker, and waits until it accepts calls. Returns the previous one, which keeps
   * running. If a worker is being started already, this one starts after it: of two at once the slot
   * would lose one.
   *
   * @throws {Error} If the new worker does not accept calls; the slot keeps the previous one.
   */
  replace(): Promise<Worker | undefined> {
    const turn = this.#turn.then(() => this.#replace());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Stops starting workers. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #replace(): Promise<Worker | undefined> {
    if (this.#stopped) return undefined;
    clearTimeout(this.#timer);
    this.#starting = true;
    try {
      const fresh = this.#options.spawn();
      await fresh.ready;
      const old = this.#current;
      this.#current = fresh;
      fresh.ended.then((end) => this.#onEnd(fresh, end));
      return old;
    } finally {
      this.#starting = false;
      if (this.#current === undefined) this.#restartLater(0);
    }
  }

  #onEnd(worker: Worker, { code, signal, up }: WorkerEnd): void {
    if (this.#current !== worker) return;
    this.#current = undefined;
    if (this.#stopped) return;
    const how = signal === null ? { code } : { signal };
    this.#options.log("error", "worker died", { worker: worker.number, ...how });
    this.#options.onLoss();
    if (!this.#starting) this.#restartLater(up);
  }

  #restartLater(up: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#restart(), this.#backOff.next(up));
  }

  async #restart(): Promise<void> {
    try {
      await this.replace();
    } catch (error) {
      if (this.#stopped) return;
      const why = error instanceof Error ? error.message : `${error}`;
      this.#options.log("error", "worker restart failed", { error: why });
    }
  }
}

/** The delay before each restart: it grows, so that a worker that crashes at start does not cause a storm. */
export class BackOff {
  #delay = FIRST_DELAY;

  /** The next delay in milliseconds, after a worker that accepted calls for `up` milliseconds. */
  next(up: number): number {
    if (up >= STABLE_AFTER) this.#delay = FIRST_DELAY;
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, LONGEST_DELAY);
    return delay;
  }
}
