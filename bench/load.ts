/**
 * Loads a server of this library and, in the same run, a raw socket that does the same without it.
 * Quote the ratios, never the times: they tell the machine.
 *
 *     deno task bench:load [--json]
 *
 * @module
 */
import { load, open } from "./asterisk_load.ts";
import { Measured } from "./measured.ts";

const ROUNDS = 5;
const IDLE_CALLS = 2000;

/** What one server did in one round. */
type Figures = Record<string, number>;

const rounds: { tipring: Figures; baseline: Figures }[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const baseline = await measure("baseline.ts");
  const tipring = await measure("server.ts");
  rounds.push({ tipring, baseline });
}

const rows = Object.keys(rounds[0]?.tipring ?? {}).map((name) => ({
  figure: name,
  tipring: median(rounds.map(({ tipring }) => tipring[name] ?? NaN)),
  baseline: median(rounds.map(({ baseline }) => baseline[name] ?? NaN)),
  ratio: median(
    rounds.map(({ tipring, baseline }) => (tipring[name] ?? NaN) / (baseline[name] ?? NaN)),
  ),
}));
if (Deno.args.includes("--json")) console.log(JSON.stringify({ rounds: ROUNDS, figures: rows }));
else console.table(rows);

async function measure(server: string): Promise<Figures> {
  return { ...await measureLoad(server), ...await measureIdle(server) };
}

async function measureLoad(server: string): Promise<Figures> {
  await using measured = await Measured.start(new URL(server, import.meta.url));
  const { port } = measured;
  await load({ port, script: "short", concurrency: 20, seconds: 1 });
  const figures: Figures = {};
  for (const script of ["short", "long"] as const) {
    const cpu = await measured.cpu();
    const { calls, commands, seconds, firstCommand, turnaround } = await load({
      port,
      script,
      concurrency: 20,
      seconds: 2,
    });
    const used = await measured.cpu() - cpu;
    figures[`${script}: calls/s`] = calls / seconds;
    figures[`${script}: commands/s`] = commands / seconds;
    figures[`${script}: CPU us/command`] = 1e6 * used / commands;
    figures[`${script}: turnaround p50 ms`] = at(turnaround, 0.5);
    figures[`${script}: turnaround p99 ms`] = at(turnaround, 0.99);
    figures[`${script}: first command p99 ms`] = at(firstCommand, 0.99);
  }
  return figures;
}

/** In a process of its own, so that no garbage of other calls makes room for these. */
async function measureIdle(server: string): Promise<Figures> {
  await using measured = await Measured.start(new URL(server, import.meta.url));
  const before = await measured.memory();
  const { conns, firstCommand } = await open(measured.port, IDLE_CALLS);
  const perCall = (await measured.memory() - before) / IDLE_CALLS;
  for (const conn of conns) conn.close();
  return {
    [`${IDLE_CALLS} at once: first command p99 ms`]: at(firstCommand, 0.99),
    "idle: kB/call": perCall,
    "kB at start": before,
  };
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(part * (sorted.length - 1))] ?? NaN;
}

function median(numbers: number[]): number {
  const middle = at(numbers.toSorted((a, b) => a - b), 0.5);
  return Math.round(1000 * middle) / 1000;
}
