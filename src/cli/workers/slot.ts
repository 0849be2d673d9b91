import type { Log } from "../logging.ts";
import { BackOff } from "./back_off.ts";
import type { WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** Options of {@linkcode Slot}. */
export interface SlotOptions {
  log: Log;
  /** Starts a worker. */
  spawn: () => WorkerProcess;
  /** Told of each worker that ended by itself, and will have a successor. */
  onLoss: () => void;
}

/** A place for one worker: one that dies has a successor. */
export class Slot {
  #options: SlotOptions;
  #current: WorkerProcess | undefined;
  #starting = false;
  #stopped = false;
  #backOff = new BackOff();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /**
   * Starts a worker, and waits until it accepts calls. Returns the one that had the place, which goes
   * on until it is told not to.
   *
   * @throws {Error} If it does not come to accept calls: nothing has changed then.
   */
  async replace(): Promise<WorkerProcess | undefined> {
    clearTimeout(this.#timer);
    this.#starting = true;
    try {
      const fresh = this.#options.spawn();
      fresh.ended.then((end) => this.#onEnd(fresh, end));
      await fresh.ready;
      const old = this.#current;
      this.#current = fresh;
      return old;
    } finally {
      this.#starting = false;
      if (this.#current === undefined) this.#restartLater(0);
    }
  }

  /** Starts no worker any more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #onEnd(worker: WorkerProcess, { code, signal, up }: WorkerEnd): void {
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
