/**
 * Measures the gain of a second worker: as many short calls as possible, with one worker and with
 * two. The load needs CPU time too, so its share is reported separately: on a machine with two cores
 * a second worker shares one with the load.
 *
 *     deno run -A tests/ops/workers_gain.ts [seconds=5]
 *
 * @module
 */
import { load } from "../../bench/asterisk_load.ts";
import { becomes, median, ops } from "./_ops.ts";
import { childrenOf } from "./_reloads.ts";

const ROUNDS = 3;

/** How many calls there are at a time. */
const CONCURRENCY = 40;

/** What each call computes besides: nothing, and some milliseconds of work. */
const WORK = { "idle handler": 0, "busy handler": 3e6 } as const;

function handlerOf(loops: number): string {
  return `
export default async (channel) => {
  await channel.answer();
  let sum = 0;
  for (let count = 0; count < ${loops}; count++) sum += Math.sqrt(count);
  await channel.setVariable("bench", String(sum));
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};
`;
}

/** What one round gave: a second, and how many processors were busy with what. */
interface Figures {
  readonly calls: number;
  readonly load: number;
  readonly workers: number;
}

const seconds = Number(Deno.args[0] ?? 5);

await ops(async ({ report, stack }) => {
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  report.add("processors", navigator.hardwareConcurrency);
  for (const [name, loops] of Object.entries(WORK)) {
    await Deno.writeTextFile(`${folder}/short.ts`, handlerOf(loops));
    const rounds: Record<1 | 2, Figures[]> = { 1: [], 2: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const workers of [1, 2] as const) {
        rounds[workers].push(await measure(`${folder}/short.ts`, workers));
      }
    }
    for (const workers of [1, 2] as const) {
      const of = (key: keyof Figures) => median(rounds[workers].map((round) => round[key]));
      const row = `${name}, ${workers} workers`;
      report.add(`${row}: calls/s`, of("calls"));
      report.add(`${row}: % of a processor for the load`, 100 * of("load"));
      report.add(`${row}: % of a processor for the workers`, 100 * of("workers"));
    }
  }
});

async function measure(file: string, workers: number): Promise<Figures> {
  const [port, adminPort] = [freePort(), freePort()];
  // Without a log: who reads it would be the load.
  const options = ["--log-level=error", `--port=${port}`, `--admin=${adminPort}`];
  const cli = new URL("../../cli.ts", import.meta.url).href;
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", cli, "serve", `--workers=${workers}`, ...options, file],
  }).spawn();
  try {
    const metrics = `http://127.0.0.1:${adminPort}/metrics`;
    const begun = await becomes(async () => {
      const text = await fetch(metrics).then((response) => response.text(), () => "");
      return text.includes(`tipring_workers ${workers}\n`);
    }, 10_000);
    if (!begun) throw new Error(`Cannot measure: ${workers} workers did not begin`);
    return await underLoad(server.pid, port);
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

async function underLoad(server: number, port: number): Promise<Figures> {
  await load({ port, script: "short", concurrency: CONCURRENCY, seconds: 1 });
  const pids = await childrenOf(server);
  const cpu = async () => (await Promise.all(pids.map(cpuOf))).reduce((sum, one) => sum + one, 0);
  const [own, theirs] = [await cpuOf(Deno.pid), await cpu()];
  const script = "short";
  const { calls, seconds: time } = await load({ port, script, concurrency: CONCURRENCY, seconds });
  return {
    calls: calls / time,
    load: (await cpuOf(Deno.pid) - own) / time,
    workers: (await cpu() - theirs) / time,
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The processor time that a process has used, in seconds (Linux). */
async function cpuOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
