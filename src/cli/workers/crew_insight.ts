import { Counter, Gauge, Registry } from "prom-client";
import { type CallListing, MAX_CALLS } from "../admin/call_list.ts";
import type { Insight } from "../admin/server_stats.ts";
import { addProcessMetrics } from "../admin/process_metrics.ts";
import { RELOAD_RESULTS, type ReloadResult } from "../handlers/reloads.ts";
import type { Crew } from "./crew.ts";
import { labelled, ofCalls, Totals } from "./totals.ts";

/** How long a worker may take to tell its figures, in milliseconds. */
const TIMEOUT = 1000;

/** What can be seen of all workers together. */
export class CrewInsight implements Insight {
  #crew: Crew;
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
    help: "Worker processes that died and got a successor.",
    registers: [this.#registry],
  });
  #reloads = new Counter({
    name: "tipring_reloads_total",
    help: "How often the handler files were loaded anew, or could not be.",
    labelNames: ["result"],
    registers: [this.#registry],
  });

  constructor(crew: Crew) {
    this.#crew = crew;
    for (const result of RELOAD_RESULTS) this.#reloads.inc({ result }, 0);
    addProcessMetrics(this.#registry);
    crew.onLoss = () => this.#restarts.inc();
    crew.onEnd = ({ figures }) => this.#totals.add(figures?.metrics ?? []);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Says that calls should go elsewhere, although they are still accepted. */
  leave(): void {
    this.#leaving = true;
  }

  /** Counts a reload. */
  reloaded(result: ReloadResult): void {
    this.#reloads.inc({ result });
  }

  ready(): boolean {
    return !this.#leaving && this.#crew.accepting > 0;
  }

  async metrics(): Promise<string> {
    await this.#refresh();
    this.#workers.set(this.#crew.accepting);
    const own = labelled(await this.#registry.getMetricsAsJSON(), "supervisor");
    // One that does not answer counts with what it told last: a sum must not go backwards.
    const counted = Array.from(this.#crew.workers, (worker) => {
      const { slot, figures: { metrics = [] } = {} } = worker;
      // Two are in one place while calls of the old one go on: its figures are those of the new one.
      return this.#crew.isReplaced(worker) ? ofCalls(metrics) : labelled(metrics, `${slot}`);
    });
    return await this.#totals.with([own, ...counted]).metrics();
  }

  async calls(): Promise<CallListing> {
    const answered = await this.#refresh();
    let total = 0;
    const calls = answered.flatMap(({ number, figures }) => {
      total += figures?.calls.total ?? 0;
      return figures?.calls.calls.map((call) => ({ ...call, worker: number })) ?? [];
    });
    calls.sort((one, other) => one.since < other.since ? -1 : 1);
    return { total, calls: calls.slice(0, MAX_CALLS) };
  }

  /** Asks all workers; returns those that answered in time. */
  async #refresh() {
    const workers = [...this.#crew.workers];
    const answers = await Promise.all(workers.map((worker) => worker.refresh(TIMEOUT)));
    return workers.filter((_, index) => answers[index]);
  }
}
