/**
 * 2,000 calls at a time from the load client, and 500 more from a real Asterisk: none may be lost,
 * and an idle one may cost little memory.
 *
 *     deno task ops:capacity
 *
 * @module
 */
import { Asterisk } from "../asterisk/harness/asterisk.ts";
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { becomes, ops, pause } from "./_ops.ts";
import { Served } from "./_served.ts";

const CALLS = 2000;
const ASTERISK_CALLS = 500;

/** How many calls load the code; more would leave garbage, which makes room for others. */
const WARM_UP = 50;

/** How long calls wait for a digit, in milliseconds: until all of the others are there. */
const HOLD = 60_000;
const ASTERISK_HOLD = 20_000;

/** How long memory settles, in milliseconds. */
const SETTLE = 3000;

/** The most memory for each call that waits for a digit, in kB, with the garbage of its beginning. */
const MOST_PER_CALL = 64;

await ops(async ({ report, stack }) => {
  const served = stack.use(await Served.start());
  const asterisk = stack.use(await Asterisk.start());
  const warm = await new Caller({ port: served.port, calls: 10, total: WARM_UP }).finished;
  await pause(SETTLE);
  const before = await served.memory();

  const caller = new Caller({
    port: served.port,
    calls: CALLS,
    total: CALLS,
    hold: [HOLD, HOLD],
  });
  await caller.reached(CALLS);
  await pause(SETTLE);
  const idle = await served.memory();
  const fromClient = await served.calls();

  let statuses: string[] = [];
  const calls = Array.from({ length: ASTERISK_CALLS }, async () => {
    const agi = `agi://127.0.0.1:${served.port}/call,1,${ASTERISK_HOLD}`;
    const call = await asterisk.originate({ agi });
    return await call.status.finally(() => call.hangup());
  });
  const asteriskDone = Promise.allSettled(calls).then((settled) => {
    statuses = settled.map((one) => one.status === "fulfilled" ? one.value : `${one.reason}`);
  });
  const all = CALLS + ASTERISK_CALLS;
  await becomes(async () => await served.calls() === all, ASTERISK_HOLD);
  const together = await served.calls();
  const peak = await served.memory();
  await asteriskDone;
  const counts = await caller.finished;
  await becomes(async () => await served.calls() === 0, 5000);

  addCounts(report, "warm-up", warm);
  report.add("calls at a time, load client", fromClient, { is: CALLS });
  report.add("calls at a time, with Asterisk", together, { is: all });
  addCounts(report, "load client", counts);
  report.add("first command p99 ms", caller.firstCommand.at(0.99));
  report.add("Asterisk: AGISTATUS SUCCESS", statuses.filter((one) => one === "SUCCESS").length, {
    is: ASTERISK_CALLS,
  });
  const other = statuses.filter((one) => one !== "SUCCESS");
  if (other.length > 0) console.log(`Other ends: ${[...new Set(other)].join("; ")}`);
  const metrics = await served.metrics();
  report.add(
    "handlers that completed",
    metrics.get('tipring_calls_total{route="/call",outcome="completed"}') ?? 0,
    { is: WARM_UP + all },
  );
  report.add("calls in progress afterwards", await served.calls(), { is: 0 });
  report.add("kB before", before.rss);
  report.add("kB per idle call", (idle.rss - before.rss) / CALLS, { atMost: MOST_PER_CALL });
  report.add("kB with all of them", peak.rss);
  report.add("complaints in the log", served.log.complaints.length, { is: 0 });
});
