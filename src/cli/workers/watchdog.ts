import type { Log } from "../log/logging.ts";
import type { WorkerProcess } from "./worker_process.ts";

/** What a watchdog must know of a worker. */
export type WatchedWorker = Pick<WorkerProcess, "number" | "ended" | "refresh" | "kill">;

/** How patient a watchdog is. */
export interface Patience {
  /** After how many milliseconds it asks again. */
  readonly interval: number;
  /** How many questions in a row may stay without an answer. */
  readonly questions: number;
}

/** Kills a worker that answers no more, as one does with a handler that computes for ever. */
export function watch(worker: WatchedWorker, { interval, questions }: Patience, log: Log): void {
  let unanswered = 0;
  // Questions are counted and not time: where all processes stood still, none has had time to answer.
  const ask = async () => {
    const answered = await worker.refresh(interval);
    unanswered = answered ? 0 : unanswered + 1;
    if (unanswered !== questions) return;
    const seconds = questions * interval / 1000;
    log("error", "worker answers no more, and is killed", { worker: worker.number, seconds });
    worker.kill();
  };
  const timer = setInterval(ask, interval);
  worker.ended.then(() => clearInterval(timer));
}
