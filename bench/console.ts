/**
 * What the console costs a server: `tipring serve` without it, with it, and with two browsers that
 * watch. Quote the ratios, never the times.
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

/** The servers that are compared: their options, and how many browsers watch. */
const SERVERS = {
  "no console": { options: [], browsers: 0 },
  "console": { options: ["--console=0"], browsers: 0 },
  "console, 2 browsers": { options: ["--console=0"], browsers: 2 },
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
const base = median(figures.get("no console") ?? []);
console.table(
  Array.from(figures, ([server, all]) => ({
    server,
    "CPU us/call": Math.round(median(all)),
    ratio: Number((median(all) / base).toFixed(2)),
  })),
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
    const url = options.length === 0 ? "" : await log.find(/"url":"([^"]+)"/);
    for (let browser = 0; browser < browsers; browser++) {
      fetch(`${url}events`, { signal: gone.signal })
        .then((response) => response.body?.pipeTo(new WritableStream()))
        .catch(() => {});
    }
    log.drain();
    await load({ port, script: "short", concurrency: 20, seconds: 1 });
    const before = await cpuTimes(child.pid);
    const { calls } = await load({ port, script: "short", concurrency: 20, seconds: SECONDS });
    const after = await cpuTimes(child.pid);
    return 1e6 * (after.user + after.system - before.user - before.system) / calls;
  } finally {
    gone.abort();
    child.kill("SIGKILL");
    await child.status;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
