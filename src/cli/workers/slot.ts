import type { Log } from "../log/logging.ts";
import { BackOff } from "./back_off.ts";
import type { WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** What a slot must know of a worker. */
export type SlotWorker = Pick<WorkerProcess, "number" | "ready" | "ended">;

/** Options of {@linkcode Slot}. */
export interface SlotOptions<Worker extends SlotWorker> {
  log: Log;
  /** Starts a worker. */
  spawn: () => Worker;
  /** Told of each worker that ended by itself, and will have a successor. */
  onLoss: () => void;
}

/** A place for one worker: one that dies has a successor. */
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
   * Starts a worker, and waits until it accepts calls. Returns the one that had the place, which goes
   * on until it is told not to. Where a worker is just being started, this one comes after it: two at
   * once would leave one that nobody knows.
   *
   * @throws {Error} If it does not come to accept calls: nothing has changed then.
   */
  replace(): Promise<Worker | undefined> {
    const turn = this.#turn.then(() => this.#replace());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Starts no worker any more. */
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
      this.#options.log("error", "cannot restart a worker", { error: why });
    }
  }
}
