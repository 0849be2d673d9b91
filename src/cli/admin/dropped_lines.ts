import { Counter, type Registry } from "prom-client";

/** Adds how many lines of this process's log were dropped. */
export function countDroppedLines(registry: Registry, dropped: () => number): void {
  new Counter({
    name: "tipring_log_lines_dropped_total",
    help: "Lines of the log that were dropped because nothing took them.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(dropped());
    },
  });
}
