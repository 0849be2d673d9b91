/**
 * A real Prometheus scrapes `--admin` while calls run: what it knows afterwards is what was called.
 *
 *     deno task ops:prometheus
 *
 * @module
 */
import { Attack } from "./_attack.ts";
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { becomes, ops } from "./_ops.ts";
import { Prometheus, promtoolComplaints } from "./_prometheus.ts";
import { Served } from "./_served.ts";

const SCRAPE_SECONDS = 1;
const SHORT_CALLS = 1000;
const LONG_CALLS = 30;
const HOLD = 6000;
/** Every so manieth of the short calls is hung up. */
const HANG_UP_EVERY = 10;
/** Connections that are no calls. */
const PROBES = 7;

/** How long Prometheus may take to know, in milliseconds. */
const PATIENCE = 10_000;

await ops(async ({ report, stack }) => {
  const served = stack.use(await Served.start());
  const { port } = served;
  const prometheus = stack.use(
    await Prometheus.start(`127.0.0.1:${served.adminPort}`, SCRAPE_SECONDS),
  );
  const up = await becomes(() => prometheus.targetIsUp(), PATIENCE);
  report.add("target is up", up ? 1 : 0, { is: 1 });

  const long = new Caller({ port, calls: LONG_CALLS, total: LONG_CALLS, hold: [HOLD, HOLD] });
  await long.reached(LONG_CALLS);
  const inProgress = "tipring_calls_in_progress";
  await becomes(async () => await prometheus.query(inProgress) === LONG_CALLS, HOLD);
  report.add(inProgress, await prometheus.query(inProgress) ?? NaN, { is: LONG_CALLS });
  const short = await new Caller({
    port,
    calls: 20,
    total: SHORT_CALLS,
    hangUpEvery: HANG_UP_EVERY,
  }).finished;
  for (let probe = 0; probe < PROBES; probe++) {
    using attack = new Attack(port);
    await attack.say("GET / HTTP/1.1\r\n\r\n");
    await attack.ended();
  }
  addCounts(report, "long calls", await long.finished);
  addCounts(report, "short calls", short);

  const hungUp = SHORT_CALLS / HANG_UP_EVERY;
  const completed = SHORT_CALLS + LONG_CALLS - hungUp;
  const expected: Readonly<Record<string, number>> = {
    'tipring_calls_total{route="/call",outcome="completed"}': completed,
    'tipring_calls_total{route="/call",outcome="hangup"}': hungUp,
    'tipring_call_duration_seconds_count{route="/call"}': completed + hungUp,
    'tipring_call_duration_seconds_bucket{route="/call",le="5"}': SHORT_CALLS,
    'tipring_commands_total{verb="ANSWER",status="200"}': completed + hungUp,
    'tipring_commands_total{verb="VERBOSE",status="200"}': completed,
    'tipring_hangups_total{kind="asterisk"}': hungUp,
    'tipring_calls_rejected_total{reason="protocol"}': PROBES,
    "sum(tipring_handler_errors_total) or vector(0)": 0,
    "tipring_calls_in_progress": 0,
  };
  for (const [promql, count] of Object.entries(expected)) {
    await becomes(async () => await prometheus.query(promql) === count, PATIENCE);
    report.add(promql, await prometheus.query(promql) ?? NaN, { is: count });
  }
  const talk = await prometheus.query('tipring_call_duration_seconds_sum{route="/call"}') ?? NaN;
  report.add("seconds of talk", talk, { atLeast: LONG_CALLS * HOLD / 1000 });
  const failed = "sum(count_over_time(up[1h])) - sum(sum_over_time(up[1h]))";
  report.add("scrapes that failed", await prometheus.query(failed) ?? NaN, { is: 0 });

  const complaints = await promtoolComplaints(await served.metricsText());
  if (complaints !== "") console.log(complaints);
  report.add("complaints of promtool", complaints === "" ? 0 : complaints.split("\n").length, {
    is: 0,
  });
});
