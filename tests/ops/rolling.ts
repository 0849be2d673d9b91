/**
 * Replaces the workers of a server again and again, under load: no call may be lost. That is sure only
 * where Linux hands on the connections that wait at a closed listener. In a network of its own:
 *
 *     unshare -rn sh -c 'ip link set lo up && sysctl -w net.ipv4.tcp_migrate_req=1 &&
 *       deno run -A tests/ops/rolling.ts [restarts=20] [workers=2]'
 *
 * @module
 */
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { ops } from "./_ops.ts";
import { migration, reload, settles, workersOf } from "./_reloads.ts";
import { CALL_HANDLER, Served } from "./_served.ts";

const restarts = Number(Deno.args[0] ?? 20);
const workers = Number(Deno.args[1] ?? 2);

await ops(async ({ report, stack }) => {
  const args = [`--workers=${workers}`, CALL_HANDLER];
  const served = stack.use(await Served.start({ args }));
  await settles(served, workers);
  const short = new Caller({ port: served.port, calls: 20, rate: 500 });
  const long = new Caller({ port: served.port, calls: 20, hold: [500, 3000], rounds: 5 });
  await long.reached(20);
  let well = 0;
  const seen = new Set(await workersOf(served));
  const before = await served.memory();
  for (let count = 0; count < restarts; count++) {
    if (await reload(served)) well++;
    for (const pid of await workersOf(served)) seen.add(pid);
  }
  const [shortCounts, longCounts] = await Promise.all([short.stop(), long.stop()]);
  report.add("net.ipv4.tcp_migrate_req", await migration());
  report.add("rolling restarts that went well", well, { is: restarts });
  report.add("worker processes", seen.size, { atLeast: restarts * workers });
  addCounts(report, "short calls", shortCounts);
  addCounts(report, "long calls", longCounts);
  const counted = await served.metrics();
  const total = Array.from(counted).filter(([name]) => name.startsWith("tipring_calls_total"));
  const ended = total.reduce((sum, [, value]) => sum + value, 0);
  const calls = shortCounts.completed + longCounts.completed;
  report.add("calls that the clients ended", calls);
  report.add("calls in tipring_calls_total", ended, { is: calls });
  report.add("supervisor: resident memory kB, before", before.rss);
  report.add("supervisor: resident memory kB, after", (await served.memory()).rss);
  report.add("worker processes at the end", await settles(served, workers) ? workers : NaN, {
    is: workers,
  });
  report.add("complaints in the log", served.log.complaints.length, { is: 0 });
});
