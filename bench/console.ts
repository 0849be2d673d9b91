/**
 * What the console costs a server: `tipring serve` without it, with it, and with two browsers that
 * watch, in one process and with two workers. The CPU time is that of all processes of the server.
 * Quote the ratios, never the times.
 *
 *     deno task bench:console
 *
 * @module
 */
import { load } from "./asterisk_load.ts";
import { cpuTimes } from "./cpu_times.ts";
import { ServerLog } from "./server_log.ts";

const ROUNDS = 5;
const SECONDS = 3;

const HANDLER = `export default async (channel) => {
  await channel.answer();
  await channel.setVariable("bench", "1");
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};
`;

/** The servers that are compared: their options, how many browsers watch, and to which one. */
const SERVERS = {
  "no console": { options: [], browsers: 0, base: "no console" },
  "console": { options: ["--console=0"], browsers: 0, base: "no console" },
  "console, 2 browsers": { options: ["--console=0"], browsers: 2, base: "no console" },
  "2 workers": { options: ["--workers=2"], browsers: 0, base: "2 workers" },
  "2 workers, console": {
    options: ["--workers=2", "--console=0"],
    browsers: 0,
    base: "2 workers",
  },
  "2 workers, console, 2 browsers": {
    options: ["--workers=2", "--console=0"],
    browsers: 2,
    base: "2 workers",
  },
} as const;

const folder = await Deno.makeTempDir({ prefix: "tipring-bench-" });
const file = `${folder}/short.js`;
await Deno.writeTextFile(file, HANDLER);
const figures = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { options, browsers }] of Object.entries(SERVERS)) {
    const used = await measure(options, browsers);
    figures.set(name, [...figures.get(name) ?? [], used]);
  }
}
console.table(
  Object.entries(SERVERS).map(([server, { base }]) => {
    const [own, other] = [server, base].map((name) => median(figures.get(name) ?? []));
    return {
      server,
      "CPU us/call": Math.round(own ?? NaN),
      ratio: Number(((own ?? NaN) / (other ?? NaN)).toFixed(2)),
    };
  }),
);
await Deno.remove(folder, { recursive: true });

/** CPU time of the server for a call, in microseconds. */
async function measure(options: readonly string[], browsers: number): Promise<number> {
  const cli = new URL("../cli.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", cli, "serve", file, "--port=0", "--log-format=json", ...options],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const gone = new AbortController();
  try {
    const log = new ServerLog(child.stderr);
    const port = Number(await log.find(/"port":(\d+)/));
    if (options.includes("--workers=2")) await log.find(/"listening"[^\n]*"worker":(2)/);
    const url = options.includes("--console=0") ? await log.find(/"url":"([^"]+)"/) : "";
    for (let browser = 0; browser < browsers; browser++) {
      fetch(`${url}events`, { signal: gone.signal })
        .then((response) => response.body?.pipeTo(new WritableStream()))
        .catch(() => {});
    }
    log.drain();
    await load({ port, script: "short", concurrency: 20, seconds: 1 });
    const before = await cpuOf(child.pid);
    const { calls } = await load({ port, script: "short", concurrency: 20, seconds: SECONDS });
    return 1e6 * (await cpuOf(child.pid) - before) / calls;
  } finally {
    gone.abort();
    // Workers end with their supervisor.
    child.kill("SIGTERM");
    await child.status;
  }
}

/** CPU time that a server and its workers have used, in seconds. */
async function cpuOf(pid: number): Promise<number> {
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  const pids = [pid, ...children.split(" ").filter((text) => text.trim() !== "").map(Number)];
  const all = await Promise.all(pids.map(cpuTimes));
  return all.reduce((sum, { user, system }) => sum + user + system, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
