import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";

/** The process metrics that are meaningful under Deno. */
const PROCESS_METRICS = /^process_|^nodejs_(heap_size|external)_|^nodejs_eventloop_lag_seconds$/;

/** Metrics that are read from files of the system, for which Deno wants all permissions. */
const FROM_FILES =
  /^process_(start_time|resident_memory|virtual_memory|heap|open_fds|max_fds)(_|$)/;

/** Whether a metric is about a process rather than about calls. */
export function isProcessMetric(name: string): boolean {
  return PROCESS_METRICS.test(name);
}

/** Adds metrics of memory, CPU time and the like. Their collectors run until the process exits. */
export function addProcessMetrics(registry: Registry): void {
  const others = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (others.has(name) || isProcessMetric(name) && (!FROM_FILES.test(name) || maySeeSystem())) {
      continue;
    }
    registry.removeSingleMetric(name);
  }
  if (!maySeeSystem()) addMemory(registry);
}

/** Without it the figures would be there, as 0. */
function maySeeSystem(): boolean {
  try {
    Deno.statSync("/proc/self/status");
    return true;
  } catch {
    return false;
  }
}

/** The one that matters most, as Deno itself knows it. */
function addMemory(registry: Registry): void {
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory size in bytes.",
    registers: [registry],
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
}
