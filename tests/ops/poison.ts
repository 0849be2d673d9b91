/**
 * One call a second kills the worker that takes it, for a minute, while other calls come: those in
 * progress at that worker are lost, but the others find a worker.
 *
 *     deno run -A tests/ops/poison.ts [seconds=60]
 *
 * @module
 */
import { Caller } from "./_caller.ts";
import { lostCalls } from "./_counts.ts";
import { ops, pause } from "./_ops.ts";
import { settles } from "./_reloads.ts";
import { CALL_HANDLER, Served } from "./_served.ts";

const WORKERS = 3;
const RATE = 20;

const seconds = Number(Deno.args[0] ?? 60);
const poison = new URL("handlers/poison.ts", import.meta.url).pathname;

await ops(async ({ report, stack }) => {
  const args = [`--workers=${WORKERS}`, `--default=${CALL_HANDLER}`, poison];
  const served = stack.use(await Served.start({ args }));
  await settles(served, WORKERS);
  const caller = new Caller({ port: served.port, calls: 100, rate: RATE, hold: [10, 50] });
  let lostBefore = 0;
  for (let second = 0; second < seconds; second++) {
    if (second === seconds - 10) lostBefore = lostCalls(caller.counts);
    callPoison(served.port);
    await pause(1000);
  }
  const lostAtEnd = lostCalls(caller.counts) - lostBefore;
  const counts = await caller.stop();
  const metrics = await served.metrics();
  const deaths = metrics.get("tipring_worker_restarts_total") ?? 0;
  report.add("poison calls", seconds);
  report.add("workers that died", deaths, { atLeast: seconds * 0.8 });
  report.add(
    "calls lost by route /poison",
    metrics.get('tipring_worker_lost_calls_total{route="/poison"}') ?? 0,
    { atLeast: deaths * 0.9 },
  );
  report.add("other calls that ended well", counts.completed, { atLeast: seconds * RATE * 0.9 });
  report.add("other calls lost", lostCalls(counts), { atMost: seconds * RATE * 0.1 });
  report.add("of these refused", counts.refused);
  report.add("lost in the last 10 s", lostAtEnd, { atMost: 10 * RATE * 0.1 });
  report.add("ms to the first command, p99", Math.round(caller.firstCommand.at(0.99)));
});

/** Makes a call whose handler ends its process. */
async function callPoison(port: number): Promise<void> {
  try {
    using conn = await Deno.connect({ port });
    const lines = "agi_network: yes\nagi_network_script: poison\nagi_uniqueid: 9.9\n\n";
    await conn.write(new TextEncoder().encode(lines));
    while (await conn.read(new Uint8Array(64)) !== null);
  } catch {
    // The connection is reset, or all workers are being restarted.
  }
}
