import { CallIntake } from "../console/board/call_intake.ts";
import type { WorkerInfo, WorkersInfo } from "../console/messages.ts";
import { OpenConsole, type OpenConsoleOptions } from "../console/open_console.ts";
import type { Log } from "../log/logging.ts";
import { JsonLines } from "./json_lines.ts";
import type { Pool } from "./pool.ts";
import type { ReportBatch } from "./report_sender.ts";

/** The console of all workers together, in their supervisor. */
export class PoolConsole implements AsyncDisposable {
  /** The page. */
  readonly page: OpenConsole;
  #log: Log;
  #pool: Pool | undefined;
  #intakes = new Map<number, CallIntake>();
  #channels = new Set<JsonLines<ReportBatch, never>>();

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor(options: Pick<OpenConsoleOptions, "address" | "origin" | "maskDigits" | "log">) {
    this.#log = options.log;
    this.page = new OpenConsole({ ...options, workers: () => this.#workers });
  }

  /** Shows the workers of a pool. */
  follow(pool: Pool): void {
    this.#pool = pool;
    pool.onChange = () => this.page.board.changed();
  }

  /** Takes the reports of a worker until it disconnects; calls in progress are lost then. */
  readonly take = async (worker: number, conn: Deno.Conn): Promise<void> => {
    const channel = new JsonLines<ReportBatch, never>(conn);
    const intake = new CallIntake(this.page.board, worker);
    this.#channels.add(channel);
    this.#intakes.set(worker, intake);
    let offset = Infinity;
    try {
      for await (const { now, reports } of channel.messages()) {
        // The batch that was the fastest to come is the nearest to the truth.
        offset = Math.min(offset, performance.now() - now);
        intake.offset = offset;
        for (const report of reports) intake.take(report);
      }
    } catch (error) {
      // The supervisor is needed more than its console.
      this.#log("error", "invalid report to the console", { worker, error: `${error}` });
    }
    this.#intakes.delete(worker);
    intake.lose();
    if (this.#channels.delete(channel)) channel.close();
  };

  /** Stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const channel of this.#channels) channel.close();
    this.#channels.clear();
    await this.page[Symbol.asyncDispose]();
  }

  get #workers(): WorkersInfo {
    const pool = this.#pool;
    const running = Array.from(pool?.workers ?? [], ({ number, accepts, started }): WorkerInfo => ({
      number,
      state: accepts ? "accepting" : started ? "draining" : "starting",
      inProgress: this.#intakes.get(number)?.inProgress ?? 0,
    }));
    return { restarts: pool?.losses ?? 0, running };
  }
}
