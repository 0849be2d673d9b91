import { becomes, pause } from "./_ops.ts";
import type { Served } from "./_served.ts";

/** How long one reload may take, in milliseconds. */
const TIMEOUT = 60_000;

/** How often is looked, in milliseconds. */
const INTERVAL = 10;

/** Sends SIGHUP, and waits until that reload is over. Returns whether it went well. */
export async function reload(served: Served): Promise<boolean> {
  const before = await results(served);
  served.kill("SIGHUP");
  const end = performance.now() + TIMEOUT;
  while (performance.now() < end) {
    const { ok, failed } = await results(served);
    if (ok > before.ok) return true;
    if (failed > before.failed) return false;
    await pause(INTERVAL);
  }
  return false;
}

/** Waits until only so many processes are there: the supervisor and its workers. */
export function settles(served: Served, processes: number): Promise<boolean> {
  return becomes(async () => (await workersOf(served)).length === processes, TIMEOUT);
}

/** The process ids of the workers of a server. */
export function workersOf({ pid }: Served): Promise<number[]> {
  return childrenOf(pid);
}

/** The process ids of the children of a process (Linux). */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.trim().split(" ").filter((word) => word !== "").map(Number);
}

/** Whether Linux hands on the connections that wait at a closed listener: 1 if so. */
export async function migration(): Promise<number> {
  return Number(await Deno.readTextFile("/proc/sys/net/ipv4/tcp_migrate_req"));
}

async function results(served: Served): Promise<{ ok: number; failed: number }> {
  const metrics = await served.metrics();
  const of = (result: string) => metrics.get(`tipring_reloads_total{result="${result}"}`) ?? 0;
  return { ok: of("ok"), failed: of("failed") };
}
