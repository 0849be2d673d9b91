/**
 * Two servers behind HAProxy with the shipped configuration, under load: one is killed,
 * drained, hangs. Prints what became of the calls, and fails where one was lost that should not be.
 *
 *     deno run -A tests/ops/haproxy.ts          needs haproxy on the PATH; takes 50 s
 *
 * @module
 */
import { Callers, HANDLER, type Outcome, placeCall } from "./_named_calls.ts";
import { HaproxyProcess } from "./_haproxy_process.ts";
import { freePort, pause, type Ports, ServeProcess } from "./_serve_process.ts";

/** New calls a second. */
const RATE = 100;

/** Longer than the timeouts of HAProxy that must not matter to a silent call, in milliseconds. */
const SILENCE = 35_000;

interface Scene {
  readonly haproxy: HaproxyProcess;
  readonly port: number;
  /** Starts the first server, or starts it again. */
  start(...options: string[]): Promise<ServeProcess>;
}

/** What is printed of a part. */
type Figures = Readonly<Record<string, number | string>>;

const folder = await Deno.makeTempDir();
const problems: string[] = [];
try {
  const handler = `${folder}/handler.ts`;
  await Deno.writeTextFile(handler, HANDLER);
  const [first, second] = [ports(), ports()] as const;
  const start = (...options: string[]) =>
    ServeProcess.start({ ...first, name: "first", handler, options });
  await using _second = await ServeProcess.start({ ...second, name: "second", handler });
  const port = freePort();
  await using haproxy = await HaproxyProcess.start(port, [first, second]);
  await haproxy.state(0, "DOWN");
  await haproxy.state(1, "UP");
  const silent = placeCall(port, SILENCE);
  const scene: Scene = { haproxy, port, start };
  console.table({
    "SIGKILL": await killed(scene),
    "SIGTERM, --drain-delay 5": await drained(scene, "5"),
    "SIGTERM, --drain-delay 0": await drained(scene, "0"),
    "SIGSTOP, SIGCONT": await hung(scene),
  });
  const { whole } = await silent;
  console.log(`silent for ${SILENCE / 1000} s: ${whole ? "whole" : "lost"}`);
  if (!whole) problems.push("a silent call was lost");
} finally {
  await Deno.remove(folder, { recursive: true });
}
for (const problem of problems) console.error(`tests/ops/haproxy.ts: ${problem}`);
if (problems.length > 0) Deno.exit(1);

/** Kills the first server, and starts it again. */
async function killed({ haproxy, port, start }: Scene): Promise<Figures> {
  await using server = await start();
  await haproxy.state(0, "UP");
  const callers = new Callers(port, RATE);
  await pause(4000);
  const at = performance.now();
  server.kill("SIGKILL");
  await haproxy.state(0, "DOWN");
  const noticed = performance.now() - at;
  await pause(2000);
  await using _again = await start();
  const started = performance.now();
  await haproxy.state(0, "UP");
  const back = performance.now() - started;
  await pause(1000);
  const outcomes = await callers.stop();
  const figures = figuresOf(outcomes, at);
  if (figures["lost, new"] !== 0) problems.push("new calls were lost when a server was killed");
  if (!outcomes.some(({ begun, server }) => begun > started && server === "first")) {
    problems.push("the server that came back had no calls");
  }
  return { ...figures, "down after ms": Math.round(noticed), "up after ms": Math.round(back) };
}

/** Stops the first server as an update does. */
async function drained({ haproxy, port, start }: Scene, delay: string): Promise<Figures> {
  await using server = await start("--drain-delay", delay);
  await haproxy.state(0, "UP");
  const callers = new Callers(port, RATE);
  await pause(4000);
  const at = performance.now();
  server.kill("SIGTERM");
  await haproxy.state(0, "DOWN");
  const noticed = performance.now() - at;
  const { code } = await server.status;
  const ended = performance.now() - at;
  const outcomes = await callers.stop();
  const figures = figuresOf(outcomes, at);
  const lost = outcomes.some(({ whole }) => !whole);
  if (delay !== "0" && lost) problems.push("calls were lost when a server was drained");
  if (code !== 0) problems.push(`a drained server ended with ${code}`);
  return { ...figures, "down after ms": Math.round(noticed), "ended after ms": Math.round(ended) };
}

/** Makes the first server hang, and go on when HAProxy has noticed. */
async function hung({ haproxy, port, start }: Scene): Promise<Figures> {
  await using server = await start();
  await haproxy.state(0, "UP");
  const callers = new Callers(port, RATE);
  await pause(4000);
  const at = performance.now();
  server.kill("SIGSTOP");
  await haproxy.state(0, "DOWN");
  const noticed = performance.now() - at;
  server.kill("SIGCONT");
  const outcomes = await callers.stop();
  if (outcomes.some(({ whole }) => !whole)) problems.push("calls were lost when a server hung");
  return { ...figuresOf(outcomes, at), "down after ms": Math.round(noticed) };
}

/** What became of the calls, in progress at that time and begun after it. */
function figuresOf(outcomes: readonly Outcome[], at: number): Figures {
  const running = outcomes.filter(({ begun, ended }) => begun < at && ended >= at);
  const later = outcomes.filter(({ begun }) => begun >= at);
  const lost = (some: readonly Outcome[]) => some.filter(({ whole }) => !whole).length;
  const waits = later.map(({ answered }) => answered ?? 0);
  return {
    "calls": outcomes.length,
    "in progress": running.length,
    "on the first": running.filter(({ server }) => server === "first").length,
    "lost of these": lost(running),
    "new": later.length,
    "lost, new": lost(later),
    "waited 0.5 s": waits.filter((wait) => wait > 500).length,
    "slowest ms": Math.round(Math.max(...waits)),
  };
}

function ports(): Ports {
  return { port: freePort(), admin: freePort() };
}
