import { type AgiLoad, COMMANDS, type LoadReport } from "./agi_load.ts";
import type { Peer } from "./peer.ts";
import { PeerProcess } from "./peer_process.ts";

/** Measured values by name. */
export type Figures = Readonly<Record<string, number>>;

/** How to measure. */
export interface MeasureOptions {
  /** How long each script is measured, in seconds. */
  readonly seconds: number;
  /** Commands per second to offer; `undefined` for as many as the server manages. */
  readonly rate?: number | undefined;
}

/** Calls open at a time under load. */
const CONCURRENCY = 50;

/** How long a fresh process gets as much load as it can take, until V8 has compiled it, in seconds. */
const WARMUP = 1.5;

/** How long the measured load itself goes on before it counts, in seconds. */
const RUNUP = 0.2;

/** Calls that begin at once. */
const BURST = 2000;

/** How long a connection can take to be accepted, in milliseconds: Asterisk's 2 s are for one call. */
const CONNECT_TIMEOUT = 30_000;

/** Idle calls, and how long they are held, in seconds. */
const IDLE = 10_000;
const HOLD = 3;

/** Commands per second and CPU time per command of `short` and `long`. */
export async function measureLoad(
  load: AgiLoad,
  peer: Peer,
  { seconds, rate }: MeasureOptions,
): Promise<Figures> {
  await using server = await PeerProcess.start(peer);
  const figures: Record<string, number> = {};
  for (const script of ["short", "long"] as const) {
    await load.run(server, script, { concurrency: CONCURRENCY, duration: WARMUP });
    const before = await server.cpu();
    const report = await load.run(server, script, {
      concurrency: CONCURRENCY,
      warmup: RUNUP,
      duration: seconds,
      ...(rate === undefined ? {} : { rate: rate / COMMANDS[script] }),
    });
    const after = await server.cpu();
    const cpu = report.server_cpu_us_per_command;
    const user = after.user - before.user;
    // The report has the CPU time of the measured seconds, and `/proc` how it was split.
    const part = user / (user + after.system - before.system);
    if (rate === undefined) figures[`${script}: commands/s`] = report.commands_per_s;
    figures[`${script}: CPU us/command`] = cpu;
    figures[`${script}: user us/command`] = cpu * part;
    figures[`${script}: system us/command`] = cpu * (1 - part);
  }
  return figures;
}

/** The time until the first command of calls that begin at once, in a fresh process. */
export async function measureBurst(load: AgiLoad, peer: Peer): Promise<Figures> {
  const { first_command_us } = await open(load, peer, BURST, 1);
  return { [`${BURST} calls at once: first command p99 us`]: first_command_us.p99 };
}

/** Memory per idle call, in a fresh process. */
export async function measureIdle(load: AgiLoad, peer: Peer): Promise<Figures> {
  const { rss_per_session_kb = NaN } = await open(load, peer, IDLE, HOLD);
  return { [`${IDLE} idle calls: kB/call`]: rss_per_session_kb };
}

async function open(load: AgiLoad, peer: Peer, calls: number, hold: number): Promise<LoadReport> {
  await using server = await PeerProcess.start(peer);
  return await load.run(server, "idle", {
    concurrency: calls,
    sessions: calls,
    hold,
    "connect-timeout-ms": CONNECT_TIMEOUT,
  });
}
