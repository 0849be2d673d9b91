import { assertEquals, assertMatch } from "@std/assert";
import { Metrics } from "../../../src/cli/admin/metrics.ts";
import { labelled, Totals } from "../../../src/cli/workers/pool_stats.ts";
import type { CallInfo } from "../../../src/events.ts";

const CALL: CallInfo = {
  id: 1,
  peer: "192.0.2.1:4",
  channel: "SIP/1",
  uniqueId: "1.1",
  script: "a",
};

/** What a worker has counted that had some calls, of which some go on. */
async function worker(ended: number, running: number): ReturnType<Metrics["data"]> {
  const metrics = new Metrics();
  for (let count = 0; count < ended + running; count++) {
    metrics.watch({ type: "call-start", call: CALL, route: "/a" });
  }
  for (let count = 0; count < ended; count++) {
    metrics.watch({
      type: "call-end",
      call: CALL,
      route: "/a",
      outcome: "completed",
      duration: 200,
    });
  }
  // As it comes from another process.
  return JSON.parse(JSON.stringify(await metrics.data()));
}

function samples(text: string): Record<string, number> {
  const lines = text.split("\n").filter((line) =>
    /^tipring_(calls_total|calls_in_progress|call_duration_seconds_(count|sum|bucket\{le="0.5"))/
      .test(line)
  );
  return Object.fromEntries(lines.map((line) => {
    const space = line.lastIndexOf(" ");
    return [line.slice(0, space), Math.round(10 * Number(line.slice(space + 1))) / 10];
  }));
}

Deno.test("Totals sums up workers, and keeps what those counted that are gone", async () => {
  const totals = new Totals();
  for (let count = 0; count < 5; count++) totals.add(await worker(10, 3));
  const text = await totals.with([await worker(2, 1), await worker(0, 4)]).metrics();
  assertEquals(samples(text), {
    'tipring_calls_total{route="/a",outcome="completed"}': 52,
    "tipring_calls_in_progress": 5,
    'tipring_call_duration_seconds_bucket{le="0.5",route="/a"}': 52,
    'tipring_call_duration_seconds_sum{route="/a"}': 10.4,
    'tipring_call_duration_seconds_count{route="/a"}': 52,
  });
});

Deno.test("labelled() tells the figures of processes apart, and no others", () => {
  const metric = (name: string) => ({
    ...{ name, help: "", type: 0, aggregator: "average", collect: () => {} } as const,
    values: [{ value: 7, labels: {} }],
  });
  const given = [metric("process_resident_memory_bytes"), metric("tipring_calls_total")];
  const [own, shared] = labelled(given, "3");
  assertEquals(own?.values, [{ value: 7, labels: { worker: "3" } }]);
  assertMatch(`${own?.aggregator}`, /^sum$/);
  assertEquals(shared, given[1]);
});
