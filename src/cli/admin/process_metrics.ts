import { collectDefaultMetrics, type Registry } from "prom-client";

/** The process metrics that are meaningful under Deno. */
const PROCESS_METRICS = /^process_|^nodejs_(heap_size|external)_|^nodejs_eventloop_lag_seconds$/;

/** Whether a metric is about a process rather than about calls. */
export function isProcessMetric(name: string): boolean {
  return PROCESS_METRICS.test(name);
}

/** Adds metrics of memory, CPU time and the like. Their collectors run until the process exits. */
export function addProcessMetrics(registry: Registry): void {
  const others = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (!others.has(name) && !isProcessMetric(name)) registry.removeSingleMetric(name);
  }
}
