import type { AgiEvent } from "../../events.ts";
import type { ShutdownOptions } from "../../server/server.ts";
import { within } from "../../transport/within.ts";
import type { CallListing } from "../admin/call_list.ts";
import type { MetricData } from "../admin/metrics.ts";
import { ServerStats } from "../admin/server_stats.ts";
import type { Log } from "../log/logging.ts";
import { JsonLines } from "./json_lines.ts";
import { type RouteCounts, RunningRoutes } from "./running_routes.ts";
import type { WorkerIdentity } from "./worker_identity.ts";

/** The metrics of a worker, and its calls. */
export interface WorkerStats {
  readonly metrics: readonly MetricData[];
  readonly calls: CallListing;
}

/** A message from a supervisor to a worker. */
export type Order =
  /** Accept no more calls, and exit after the last one. */
  | { readonly type: "drain" }
  /** Close all calls. */
  | { readonly type: "end" }
  /** Send the stats. */
  | { readonly type: "stats" };

/** A message from a worker to its supervisor. */
export type Report =
  /** It accepts calls. */
  | { readonly type: "listening"; readonly port: number }
  /** It failed to start. */
  | { readonly type: "failed"; readonly message: string }
  /** It has stopped listening. */
  | { readonly type: "draining" }
  /** The calls in progress have changed. */
  | { readonly type: "running"; readonly routes: RouteCounts }
  | { readonly type: "stats"; readonly stats: WorkerStats };

/** How long the last message may take to be sent, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** A worker's side of the connection with its supervisor. */
export class WorkerLink implements AsyncDisposable {
  /** The stats that the supervisor asks for. */
  readonly stats: ServerStats;
  #channel: JsonLines<Order, Report>;
  #routes = new RunningRoutes((routes) => void this.#send({ type: "running", routes }));
  #closed = false;

  private constructor(conn: Deno.Conn, dropped: () => number) {
    this.stats = new ServerStats(dropped);
    this.#channel = new JsonLines(conn);
  }

  /** Connects; `dropped` returns how many log lines were dropped. */
  static async join({ socket }: WorkerIdentity, dropped: () => number): Promise<WorkerLink> {
    return new WorkerLink(await Deno.connect({ transport: "unix", path: socket }), dropped);
  }

  /** Takes an event of the server. */
  watch(event: AgiEvent): void {
    if (event.type === "listen") this.#send({ type: "listening", port: event.addr.port });
    if (event.type === "drain") this.#send({ type: "draining" });
    this.#routes.watch(event);
  }

  /** Reports why the worker failed to start. */
  async fail(message: string): Promise<void> {
    await within(this.#send({ type: "failed", message }), CLOSE_TIMEOUT);
  }

  /**
   * Carries out the supervisor's orders. If the supervisor dies, the worker drains.
   *
   * @param shutdown Called for each order to drain or to end.
   */
  async obey(shutdown: (options?: ShutdownOptions) => void, log: Log): Promise<void> {
    for await (const { type } of this.#channel.messages()) {
      if (type === "drain") shutdown();
      else if (type === "end") shutdown({ timeout: 0 });
      else await this.#sendStats();
    }
    if (this.#closed) return;
    log("error", "supervisor is gone, draining");
    shutdown();
  }

  /** Sends the final stats, and disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#routes[Symbol.dispose]();
    await within(this.#sendStats(), CLOSE_TIMEOUT);
    this.#closed = true;
    this.#channel.close();
  }

  async #sendStats(): Promise<void> {
    const metrics = await this.stats.counts.data();
    await this.#send({ type: "stats", stats: { metrics, calls: await this.stats.calls() } });
  }

  #send(report: Report): Promise<void> {
    return this.#channel.send(report);
  }
}
