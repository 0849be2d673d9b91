import { AggregatorRegistry, type Registry } from "prom-client";
import type { MetricData } from "../admin/metrics.ts";
import { isProcessMetric } from "../admin/process_metrics.ts";

/** What workers have counted that are gone: without it, sums would go backwards. */
export class Totals {
  #gone: (readonly MetricData[])[] = [];
  #folding = false;

  /** Takes what a worker counted that is gone. */
  add(metrics: readonly MetricData[]): void {
    // It is a text, whatever its type says.
    const isGauge = ({ type }: MetricData) => `${type}` as string === "gauge";
    this.#gone.push(ofCalls(metrics).filter((metric) => !isGauge(metric)));
    if (!this.#folding) this.#fold();
  }

  /** The sum with what others count now. */
  with(counted: readonly (readonly MetricData[])[]): Registry {
    return sum([...this.#gone, ...counted]);
  }

  /** Keeps one sum, and not the figures of each worker. */
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

/** Those that are of calls, and not of the process. */
export function ofCalls(metrics: readonly MetricData[]): MetricData[] {
  return metrics.filter(({ name }) => !isProcessMetric(name));
}

/** The same figures with a label more, for those that cannot be summed up. */
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
