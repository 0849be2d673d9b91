import { AggregatorRegistry, Counter, Gauge, Registry } from "prom-client";
import { type CallListing, MAX_CALLS } from "../admin/call_list.ts";
import type { Stats } from "../admin/server_stats.ts";
import type { MetricData } from "../admin/metrics.ts";
import { countDroppedLines } from "../admin/dropped_lines.ts";
import { addProcessMetrics, isProcessMetric } from "../admin/process_metrics.ts";
import { RELOAD_RESULTS, type ReloadResult } from "../handlers/reloads.ts";
import type { Pool } from "./pool.ts";

/** How long a worker may take to send its stats, in milliseconds. */
const TIMEOUT = 1000;

/** The stats of all workers together, for the admin interface. */
export class PoolStats implements Stats {
  #pool: Pool;
  #totals = new Totals();
  #leaving = false;
  #registry = new Registry();
  #workers = new Gauge({
    name: "tipring_workers",
    help: "Worker processes that accept calls.",
    registers: [this.#registry],
  });
  #restarts = new Counter({
    name: "tipring_worker_restarts_total",
    help: "Worker processes that died and were replaced.",
    registers: [this.#registry],
  });
  #lost = new Counter({
    name: "tipring_worker_lost_calls_total",
    help: "Calls that were in progress at a worker that died, by route.",
    labelNames: ["route"],
    registers: [this.#registry],
  });
  #reloads = new Counter({
    name: "tipring_reloads_total",
    help: "Reloads of the handler files, by result.",
    labelNames: ["result"],
    registers: [this.#registry],
  });

  /** `dropped` returns how many lines of the supervisor's log were dropped. */
  constructor(pool: Pool, dropped: () => number) {
    countDroppedLines(this.#registry, dropped);
    this.#pool = pool;
    for (const result of RELOAD_RESULTS) this.#reloads.inc({ result }, 0);
    addProcessMetrics(this.#registry);
    pool.onLoss = ({ routes }) => {
      this.#restarts.inc();
      for (const [route, count] of Object.entries(routes)) this.#lost.inc({ route }, count);
    };
    pool.onEnd = ({ stats }) => this.#totals.add(stats?.metrics ?? []);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Reports not ready, although calls are still accepted. */
  leave(): void {
    this.#leaving = true;
  }

  /** Counts a reload. */
  reloaded(result: ReloadResult): void {
    this.#reloads.inc({ result });
  }

  ready(): boolean {
    return !this.#leaving && this.#pool.accepting > 0;
  }

  async metrics(): Promise<string> {
    await this.#refresh();
    this.#workers.set(this.#pool.accepting);
    const own = labelled(await this.#registry.getMetricsAsJSON(), "supervisor");
    // A worker that does not answer counts with its last stats: a sum must not go backwards.
    const counted = Array.from(this.#pool.workers, (worker) => {
      const { slot, stats: { metrics = [] } = {} } = worker;
      // While calls of a replaced worker go on, the process metrics of its slot are those of the
      // new one.
      return this.#pool.isReplaced(worker) ? ofCalls(metrics) : labelled(metrics, `${slot}`);
    });
    return await this.#totals.with([own, ...counted]).metrics();
  }

  async calls(): Promise<CallListing> {
    const answered = await this.#refresh();
    let total = 0;
    const calls = answered.flatMap(({ number, stats }) => {
      total += stats?.calls.total ?? 0;
      return stats?.calls.calls.map((call) => ({ ...call, worker: number })) ?? [];
    });
    calls.sort((one, other) => one.since < other.since ? -1 : 1);
    return { total, calls: calls.slice(0, MAX_CALLS) };
  }

  /** Asks all workers for their stats; returns those that answered in time. */
  async #refresh() {
    const workers = [...this.#pool.workers];
    const answers = await Promise.all(workers.map((worker) => worker.refresh(TIMEOUT)));
    return workers.filter((_, index) => answers[index]);
  }
}

/** Keeps the counts of workers that have exited: without them, sums would go backwards. */
export class Totals {
  #gone: (readonly MetricData[])[] = [];
  #folding = false;

  /** Adds the counts of a worker that has exited. */
  add(metrics: readonly MetricData[]): void {
    // It is a string, whatever its type says.
    const isGauge = ({ type }: MetricData) => `${type}` as string === "gauge";
    this.#gone.push(ofCalls(metrics).filter((metric) => !isGauge(metric)));
    if (!this.#folding) this.#fold();
  }

  /** The sum with the counts of running workers. */
  with(counted: readonly (readonly MetricData[])[]): Registry {
    return sum([...this.#gone, ...counted]);
  }

  /** Merges the counts into one sum, so that memory does not grow with each restart. */
  async #fold(): Promise<void> {
    this.#folding = true;
    while (this.#gone.length > 1) {
      const { length } = this.#gone;
      const folded = await sum(this.#gone).getMetricsAsJSON();
      this.#gone.splice(0, length, folded);
    }
    this.#folding = false;
  }
}

/** The metrics of calls, without those of the process. */
function ofCalls(metrics: readonly MetricData[]): MetricData[] {
  return metrics.filter(({ name }) => !isProcessMetric(name));
}

/** The same metrics, with a `worker` label on those that cannot be summed. */
export function labelled(metrics: readonly MetricData[], worker: string): MetricData[] {
  return metrics.map((metric) => {
    if (!isProcessMetric(metric.name)) return metric;
    const values = metric.values.map((value) => ({
      ...value,
      labels: { ...value.labels, worker },
    }));
    return { ...metric, values, aggregator: "sum" };
  });
}

function sum(counted: readonly (readonly MetricData[])[]): Registry {
  return AggregatorRegistry.aggregate(counted.map((metrics) => [...metrics]));
}
