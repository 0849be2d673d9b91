/**
 * Kills one of two workers under load: only its calls are lost, and every new connection is accepted.
 * That is guaranteed only in a network as described in `rolling.ts`.
 *
 *     deno run -A tests/ops/kill_worker.ts [kills=5]
 *
 * @module
 */
import { Caller } from "./_caller.ts";
import { lostCalls } from "./_counts.ts";
import { becomes, ops, pause } from "./_ops.ts";
import { migration, settles, workersOf } from "./_reloads.ts";
import { CALL_HANDLER, Served } from "./_served.ts";

const WORKERS = 2;

/** How long until the next kill, in milliseconds: the restart is fast for the first deaths only. */
const INTERVAL = 2000;

interface Listing {
  readonly calls: readonly { readonly worker: number }[];
}

const kills = Number(Deno.args[0] ?? 5);

await ops(async ({ report, stack }) => {
  const args = [`--workers=${WORKERS}`, CALL_HANDLER];
  const served = stack.use(await Served.start({ args }));
  await settles(served, WORKERS);
  const calls = 200;
  const caller = new Caller({ port: served.port, calls, hold: [2000, 6000], rounds: 4 });
  let expected = 0;
  let restarted = 0;
  for (let count = 0; count < kills; count++) {
    await caller.reached(calls * 0.95);
    await pause(INTERVAL);
    const [pid = 0] = await workersOf(served);
    Deno.kill(pid, "SIGSTOP"); // It takes no more while its calls are counted.
    const held = await connectionsOf(pid, served.port);
    const before = lostCalls(caller.counts);
    Deno.kill(pid, "SIGKILL");
    await becomes(() => lostCalls(caller.counts) - before >= held, 2000);
    expected += held;
    const gone = async () => !(await workersOf(served)).includes(pid);
    if (await becomes(gone, 5000) && await settles(served, WORKERS)) restarted++;
  }
  const { calls: listed } = await (await fetch(`http://127.0.0.1:${served.adminPort}/calls`))
    .json() as Listing;
  const counts = await caller.stop();
  report.add("net.ipv4.tcp_migrate_req", await migration());
  report.add("kills", kills);
  report.add("workers that had a successor", restarted, { is: kills });
  report.add("connections of killed workers", expected);
  // One that had said its last word may have ended well.
  report.add("calls lost", lostCalls(counts), { atMost: expected });
  report.add("calls refused", counts.refused, { is: 0 });
  report.add("calls that ended well", counts.completed, { atLeast: 1 });
  report.add("workers with calls at the end", new Set(listed.map(({ worker }) => worker)).size, {
    is: WORKERS,
  });
});

/** How many connections a process has at a port of its own (Linux). */
async function connectionsOf(pid: number, port: number): Promise<number> {
  const inodes = new Set<string>();
  for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
    const target = await Deno.readLink(`/proc/${pid}/fd/${name}`).catch(() => "");
    const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
    if (inode !== undefined) inodes.add(inode);
  }
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const lines = (await Deno.readTextFile("/proc/net/tcp")).split("\n");
  return lines.filter((line) => {
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    return local.endsWith(`:${hex}`) && state === "01" && inodes.has(inode);
  }).length;
}
