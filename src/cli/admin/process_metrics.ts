import { collectDefaultMetrics, type Registry } from "prom-client";

/** Figures of the process that say something under Deno. */
const PROCESS_METRICS = /^process_|^nodejs_(heap_size|external)_|^nodejs_eventloop_lag_seconds$/;

/** Whether a figure is one of a process, and not of calls. */
export function isProcessMetric(name: string): boolean {
  return PROCESS_METRICS.test(name);
}

/** Adds memory, processor time and the like. What they need runs until the process ends. */
export function addProcessMetrics(registry: Registry): void {
  const others = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (!others.has(name) && !isProcessMetric(name)) registry.removeSingleMetric(name);
  }
}
