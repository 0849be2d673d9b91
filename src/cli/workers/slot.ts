import type { Log } from "../log/logging.ts";
import type { RouteCounts } from "./running_routes.ts";
import type { WorkerEnd, WorkerProcess } from "./worker_process.ts";

/** The first delay, in milliseconds. */
const FIRST_DELAY = 100;

/** The longest delay, in milliseconds. */
const LONGEST_DELAY = 30_000;

/** How long a worker without calls must have run to have started well, in milliseconds. */
const STABLE_AFTER = 30_000;

/** The part of a worker that a slot uses. */
export type SlotWorker = Pick<WorkerProcess, "number" | "ready" | "ended">;

/** Options of {@linkcode Slot}. */
export interface SlotOptions<Worker extends SlotWorker> {
  log: Log;
  /** Starts a worker. */
  spawn: () => Worker;
  /** Called for each worker that died and will be replaced. */
  onLoss: (end: WorkerEnd) => void;
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
   * running. If a worker is being started already, this one starts after it: of two at once the
   * slot would lose one.
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
      if (this.#current === undefined) this.#restartLater(false);
    }
  }

  #onEnd(worker: Worker, end: WorkerEnd): void {
    if (this.#current !== worker) return;
    this.#current = undefined;
    if (this.#stopped) return;
    const { code, signal, routes } = end;
    const how = signal === null ? { code } : { signal };
    const lost = describeRoutes(routes);
    this.#options.log("error", "worker died", { worker: worker.number, ...how, lost });
    this.#options.onLoss(end);
    if (!this.#starting) this.#restartLater(startedWell(end));
  }

  #restartLater(well: boolean): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#restart(), this.#backOff.next(well));
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

/**
 * Whether a worker started well before it died. If a call ended it, other calls need the next worker
 * soon, however often that happens.
 */
export function startedWell({ up, routes }: Pick<WorkerEnd, "up" | "routes">): boolean {
  return up >= STABLE_AFTER || Object.keys(routes).length > 0;
}

/** The routes of the calls that were lost, such as `/pin*3 /menu*1`, the most frequent first. */
function describeRoutes(routes: RouteCounts): string | undefined {
  const sorted = Object.entries(routes).sort(([, one], [, other]) => other - one);
  return sorted.map(([route, count]) => `${route}*${count}`).join(" ") || undefined;
}

/** The delay before each restart: it grows while starts fail, so that they do not cause a storm. */
export class BackOff {
  #delay = FIRST_DELAY;

  /** The next delay in milliseconds, after a worker that started well or not. */
  next(well: boolean): number {
    if (well) this.#delay = FIRST_DELAY;
    const delay = this.#delay;
    if (!well) this.#delay = Math.min(2 * delay, LONGEST_DELAY);
    return delay;
  }
}
