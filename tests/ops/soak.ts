/**
 * Steady calls for some minutes: what the server holds may not grow, and no call may be lost.
 *
 *     deno task ops:soak [minutes=10]
 *
 * @module
 */
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { becomes, median, ops, pause } from "./_ops.ts";
import { Served } from "./_served.ts";

/** In so many parts the time is cut: the first warms up, the second is compared with the last. */
const PARTS = 5;

/** How often is looked, in milliseconds. */
const INTERVAL = 500;

/** How much memory may seem to grow, when only its garbage is larger, in kB. */
const GARBAGE = 8 * 1024;

/** The connections of `/metrics` and `/calls` are file descriptors too, and others come and go. */
const SPARE_DESCRIPTORS = 3;

const SHORT_CALLS = 20;
const LONG_CALLS = 40;

interface Sample {
  readonly rss: number;
  readonly anonymous: number;
  readonly heap: number;
  readonly descriptors: number;
  readonly calls: number;
}

const NAMES: Readonly<Record<keyof Sample, string>> = {
  heap: "V8 heap",
  anonymous: "anonymous memory",
  rss: "resident memory",
  descriptors: "file descriptors",
  calls: "calls in /calls",
};

const minutes = Number(Deno.args[0] ?? 10);
if (!(minutes > 0)) {
  console.error(`Cannot soak for ${Deno.args[0]} minutes: it must be a number more than 0`);
  Deno.exit(2);
}

await ops(async ({ report, stack }) => {
  const served = stack.use(await Served.start());
  const { port } = served;
  await new Caller({ port, calls: SHORT_CALLS, total: 1000 }).finished;
  await becomes(async () => await served.calls() === 0, 5000);
  const idleBefore = await served.descriptors();

  const short = new Caller({ port, calls: SHORT_CALLS, rate: 200, hangUpEvery: 10 });
  const long = new Caller({
    port,
    calls: LONG_CALLS,
    hold: [1000, 10_000],
    rounds: 10,
    hangUpEvery: 7,
  });
  await long.reached(LONG_CALLS);
  const samples: Sample[] = [];
  const end = performance.now() + 60_000 * minutes;
  while (performance.now() < end) {
    samples.push(await sample(served));
    await pause(INTERVAL);
  }
  const [shortCounts, longCounts] = await Promise.all([short.stop(), long.stop()]);
  await becomes(async () => await served.calls() === 0, 5000);

  report.add("minutes", minutes);
  addCounts(report, "short calls", shortCounts);
  addCounts(report, "long calls", longCounts);
  report.add("short calls: turnaround p99 ms", short.turnaround.at(0.99));
  report.add("short calls: longest ms", short.turnaround.longest);
  const part = (number: number) =>
    samples.slice(
      Math.floor(number * samples.length / PARTS),
      Math.floor((number + 1) * samples.length / PARTS),
    );
  const of = (number: number, key: keyof Sample) => median(part(number).map((one) => one[key]));
  for (const key of ["heap", "anonymous", "rss"] as const) {
    const second = of(1, key);
    report.add(`${NAMES[key]} kB, 2nd part`, second);
    report.add(`${NAMES[key]} kB, last part`, of(PARTS - 1, key), {
      atMost: second * 1.05 + GARBAGE,
    });
  }
  for (const key of ["descriptors", "calls"] as const) {
    const second = of(1, key);
    report.add(`${NAMES[key]}, 2nd part`, second);
    report.add(`${NAMES[key]}, last part`, of(PARTS - 1, key), {
      atMost: second + SHORT_CALLS / 2,
    });
  }
  report.add("file descriptors, no calls, before", idleBefore);
  report.add("file descriptors, no calls, after", await served.descriptors(), {
    atMost: idleBefore + SPARE_DESCRIPTORS,
  });
  report.add("calls in /calls afterwards", await served.calls(), { is: 0 });
  report.add("complaints in the log", served.log.complaints.length, { is: 0 });
});

async function sample(served: Served): Promise<Sample> {
  const [memory, descriptors, calls, metrics] = await Promise.all([
    served.memory(),
    served.descriptors(),
    served.calls(),
    served.metrics(),
  ]);
  const heap = (metrics.get("nodejs_heap_size_used_bytes") ?? NaN) / 1024;
  return { ...memory, heap, descriptors, calls };
}
