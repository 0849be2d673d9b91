import { assert, assertEquals } from "@std/assert";
import { LatencyWindow } from "../../../../src/cli/console/board/latency_window.ts";

Deno.test("LatencyWindow estimates the median and the tail within 15%", () => {
  const window = new LatencyWindow(() => 0);
  for (let ms = 1; ms <= 100; ms++) window.add(ms);
  const { count, median, p95, max } = window.latency;
  assertEquals([count, max], [100, 100]);
  assert(median >= 50 && median <= 50 * 1.15, `${median}`);
  assert(p95 >= 95 && p95 <= 100, `${p95}`);
});

Deno.test("LatencyWindow forgets after a minute, and is empty at first", () => {
  let now = 0;
  const window = new LatencyWindow(() => now);
  assertEquals(window.latency, { count: 0, median: 0, p95: 0, max: 0 });
  window.add(5);
  now = 31_000;
  assertEquals(window.latency.count, 1);
  now = 61_000;
  assertEquals(window.latency.count, 0);
});
