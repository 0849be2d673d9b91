/**
 * 10,000 hostile connections while 100 good calls run: the good ones end well, the hostile ones are
 * counted for what they are, and the server is afterwards what it was before.
 *
 *     deno task ops:hostile
 *
 * @module
 */
import type { Order } from "./_attacker.ts";
import { type Effect, kindOf } from "./_attacks.ts";
import { Caller } from "./_caller.ts";
import { addCounts } from "./_counts.ts";
import { becomes, ops, pause } from "./_ops.ts";
import { OtherNetwork } from "./_other_network.ts";
import type { Report } from "./_report.ts";
import { CALL_HANDLER, Served } from "./_served.ts";

const ATTACKS = 10_000;
const AT_A_TIME = 300;
const GOOD_CALLS = 100;
/** Connections from another network, which may not call. */
const STRANGERS = 200;

/** A call that nobody answers is ended after that, in seconds. Good ones are shorter. */
const MAX_CALL_TIME = 15;

/** How long the server may take for the next command of a good call, in milliseconds. */
const MOST_TURNAROUND = 1000;

/** How much memory the server may take while it is attacked, in kB. */
const MOST_MEMORY = 512 * 1024;
/** How much more than before it may have afterwards, in kB: in use, and kept by the allocator. */
const MOST_HEAP_LEFT = 16 * 1024;
const MOST_LEFT = 128 * 1024;
/** How much log a hostile connection may make, and how long a line may be. */
const MOST_LOG = 2048;
const LONGEST_LINE = 8192;

/** The series of `/metrics` that counts an effect. */
const SERIES: Readonly<Record<Effect, string>> = {
  "protocol": 'tipring_calls_rejected_total{reason="protocol"}',
  "timeout": 'tipring_calls_rejected_total{reason="timeout"}',
  "disconnected": 'tipring_calls_rejected_total{reason="disconnected"}',
  "peer": 'tipring_connections_refused_total{reason="peer"}',
  "hangup": 'tipring_calls_total{route="/call",outcome="hangup"}',
  "failed": 'tipring_calls_total{route="/call",outcome="failed"}',
  "no-handler": 'tipring_calls_total{route="none",outcome="no-handler"}',
};

await ops(async ({ report, stack }) => {
  const other = await otherNetwork();
  if (other !== undefined) stack.use(other);
  const served = stack.use(
    await Served.start({
      args: [
        CALL_HANDLER,
        `--hostname=${other === undefined ? "127.0.0.1" : "0.0.0.0"}`,
        "--allow=127.0.0.1/32",
        `--max-call-time=${MAX_CALL_TIME}`,
      ],
    }),
  );
  const { port } = served;
  const good = { port, calls: GOOD_CALLS, hold: [500, 3000], rounds: 5 } as const;
  addCounts(report, "before", await new Caller({ ...good, total: 5 * GOOD_CALLS }).finished);
  await becomes(async () => await served.calls() === 0, 5000);
  const memoryBefore = await served.memory();
  const heapBefore = await served.heap();
  const descriptorsBefore = await served.descriptors();
  const cpuBefore = await served.cpu();
  const logBefore = served.log.bytes;

  const caller = new Caller(good);
  await caller.reached(GOOD_CALLS);
  let peak = 0;
  let attacking = true;
  const watching = (async () => {
    while (attacking) {
      peak = Math.max(peak, (await served.memory()).rss);
      await pause(200);
    }
  })();
  const begun = performance.now();
  const strangers = other?.run([
    Deno.execPath(),
    "run",
    "--allow-net",
    "--no-config",
    decodeURIComponent(new URL("_stranger.ts", import.meta.url).pathname),
    other.near,
    `${port}`,
    `${STRANGERS}`,
  ]);
  const survivors = await attack(port);
  const turnedAway = strangers === undefined ? undefined : Number(await strangers);
  const seconds = (performance.now() - begun) / 1000;
  const counts = await caller.stop();
  attacking = false;
  await watching;
  await becomes(async () => await served.calls() === 0, 5000);

  report.add("seconds of attack", seconds);
  report.add("CPU seconds of the server", await served.cpu() - cpuBefore);
  addCounts(report, "meanwhile", counts);
  report.add("meanwhile: turnaround p99 ms", caller.turnaround.at(0.99), {
    atMost: MOST_TURNAROUND,
  });
  report.add("meanwhile: turnaround longest ms", caller.turnaround.longest);
  report.add("meanwhile: first command p99 ms", caller.firstCommand.at(0.99));
  report.add("hostile connections that survived", survivors.length, { is: 0 });
  if (survivors.length > 0) console.log(`Survived: ${[...new Set(survivors)].join("; ")}`);
  if (turnedAway !== undefined) {
    report.add("strangers turned away", turnedAway, { is: STRANGERS });
  }
  addEffects(report, await served.metrics(), turnedAway === undefined ? 0 : STRANGERS);
  addLog(report, served, served.log.bytes - logBefore);

  addCounts(report, "after", await new Caller({ ...good, total: 5 * GOOD_CALLS }).finished);
  await becomes(async () => await served.calls() === 0, 5000);
  report.add("calls in /calls afterwards", await served.calls(), { is: 0 });
  report.add("file descriptors before", descriptorsBefore);
  report.add("file descriptors afterwards", await served.descriptors(), {
    atMost: descriptorsBefore + 3,
  });
  report.add("V8 heap kB before", heapBefore);
  report.add("V8 heap kB afterwards", await served.heap(), { atMost: heapBefore + MOST_HEAP_LEFT });
  report.add("kB before", memoryBefore.rss);
  report.add("kB at most", peak, { atMost: MOST_MEMORY });
  report.add("kB afterwards", (await served.memory()).rss, {
    atMost: memoryBefore.rss + MOST_LEFT,
  });
});

/** Attacks in all ways, mixed. Returns the kinds of the connections that the server did not end. */
async function attack(port: number): Promise<string[]> {
  const attacker = new Worker(new URL("_attacker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  attacker.onmessage = ({ data }: MessageEvent<string[]>) => resolve(data);
  attacker.onerror = ({ message }) => reject(new Error(`Cannot attack: ${message}`));
  const order: Order = { port, attacks: ATTACKS, atATime: AT_A_TIME };
  attacker.postMessage(order);
  try {
    return await promise;
  } finally {
    attacker.terminate();
  }
}

/** Each attack has to be counted, as what it is. */
function addEffects(
  report: Report,
  metrics: ReadonlyMap<string, number>,
  strangers: number,
): void {
  const expected = Map.groupBy(
    Array.from({ length: ATTACKS }, (_, number) => kindOf(number).effect),
    (effect) => effect,
  );
  for (const [effect, { length }] of expected) {
    const count = length + (effect === "peer" ? strangers : 0);
    report.add(`counted: ${effect}`, metrics.get(SERIES[effect]) ?? 0, { is: count });
  }
  report.add("counted: accept errors", metrics.get("tipring_accept_errors_total") ?? 0, { is: 0 });
}

function addLog(report: Report, { log }: Served, bytes: number): void {
  report.add("log: bytes for each connection", bytes / ATTACKS, { atMost: MOST_LOG });
  report.add("log: longest line, characters", log.longestLine, { atMost: LONGEST_LINE });
  report.add("log: unhandled errors", log.unhandled.length, { is: 0 });
  for (const line of log.unhandled.slice(0, 5)) console.log(line);
}

async function otherNetwork(): Promise<OtherNetwork | undefined> {
  try {
    return await OtherNetwork.make();
  } catch (error) {
    console.error(
      `SKIPPED: calls from another network. ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  }
}
