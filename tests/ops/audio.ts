/**
 * The audio of calls on a real Asterisk: 100 echo calls at a time for a minute, while strangers flood the
 * audio port; how soon a barge-in is heard; and 10,000 openings in this process.
 *
 *     deno task ops:audio
 *
 * @module
 */
import { AudioListener } from "../../src/audio/_audio_listener.ts";
import { Asterisk } from "../asterisk/harness/asterisk.ts";
import { openCall } from "../audio/audio_peer.ts";
import { type AudioCounts, AudioLeg } from "./_audio_leg.ts";
import { Latencies } from "./_latencies.ts";
import { ops, pause } from "./_ops.ts";

const CALLS = 100;
const SECONDS = Number(Deno.args[0] ?? 60);
const BARGE_INS = 20;
const OPENINGS = 10_000;
const OPENINGS_AT_ONCE = 20;

/** How many strangers connect to the audio port each second. */
const STRANGERS = 50;

/** How long calls settle before they are counted, in milliseconds. */
const WARM_UP = 2000;

await ops(async ({ report, stack }) => {
  const audioPort = freePort();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("./handlers/audio.ts", import.meta.url).pathname],
    env: { TIPRING_AUDIO_LISTEN: `127.0.0.1:${audioPort}` },
    stdout: "piped",
  }).spawn();
  stack.defer(async () => {
    server.kill("SIGKILL");
    await server.status;
  });
  const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const port = Number((await lines.read()).value);
  stack.defer(() => lines.cancel());
  const asterisk = stack.use(await Asterisk.start());
  const asteriskPid = await pidOf(asterisk);
  const listener = new AudioListener({ hostname: "127.0.0.1", port: 0, lastPort: 0 });
  stack.defer(() => listener.close());

  // What the first call loads stays open.
  await bargeIn(asterisk, listener, port);
  await pause(500);
  const socketsBefore = await socketsOf(server.pid);
  const counts = newCounts();
  const agi = `agi://127.0.0.1:${port}/echo`;
  const legs: AudioLeg[] = [];
  for (let count = 0; count < CALLS; count++) {
    legs.push(await AudioLeg.place(asterisk.ami, { listener, agi, counts }));
  }
  await pause(WARM_UP);
  Object.assign(counts, newCounts());
  const before = [await cpuOf(server.pid), await cpuOf(asteriskPid)];
  const flooding = flood(audioPort, SECONDS * STRANGERS);
  await pause(SECONDS * 1000);
  const cpu = [await cpuOf(server.pid), await cpuOf(asteriskPid)]
    .map((seconds, index) => 100 * (seconds - (before[index] ?? 0)) / SECONDS);
  for (const leg of legs) leg.mute();
  await pause(500);
  report.add(`echo calls at a time, for ${SECONDS} s`, CALLS);
  report.add("frames sent", counts.sent, { atLeast: CALLS * SECONDS * 50 * 0.99 });
  report.add("frames lost", counts.lost, { is: 0 });
  report.add("round trip p50 ms", counts.roundTrip.at(0.5));
  report.add("round trip p99 ms", counts.roundTrip.at(0.99));
  report.add("frame gap p50 ms", counts.gap.at(0.5));
  report.add("frame gap p99 ms", counts.gap.at(0.99), { atMost: 60 });
  report.add("CPU of the server, % of a core", cpu[0] ?? NaN);
  report.add("CPU of Asterisk, % of a core", cpu[1] ?? NaN);
  report.add("strangers turned away meanwhile", await flooding, { is: SECONDS * STRANGERS });
  for (const leg of legs) leg.close();
  await pause(1000);
  const left = await asterisk.cli("core show channels count");
  report.add("channels left", Number(/(\d+) active channel/.exec(left)?.[1] ?? NaN), { is: 0 });
  const socketsLeft = await socketsOf(server.pid) - socketsBefore;
  report.add("sockets that the server has left", socketsLeft, { is: 0 });

  const latencies = new Latencies();
  for (let count = 0; count < BARGE_INS; count++) {
    latencies.add(await bargeIn(asterisk, listener, port));
  }
  report.add("barge-in heard after ms, p50", latencies.at(0.5));
  // A machine that does something else may take its time once or twice.
  report.add("barge-in heard after ms, p90", latencies.at(0.9), { atMost: 40 });
  report.add("barge-in heard after ms, longest", latencies.longest);

  const open = await filesOf();
  for (let count = 0; count < OPENINGS; count += OPENINGS_AT_ONCE) {
    await Promise.all(Array.from({ length: OPENINGS_AT_ONCE }, openAndClose));
  }
  report.add("openings in one process", OPENINGS);
  report.add("descriptors leaked", await filesOf() - open, { atMost: 0 });
});

/** The milliseconds from the first loud frame of the caller until it hears silence. */
async function bargeIn(
  asterisk: Asterisk,
  listener: AudioListener,
  port: number,
): Promise<number> {
  const counts = newCounts();
  const agi = `agi://127.0.0.1:${port}/barge`;
  const leg = await AudioLeg.place(asterisk.ami, { listener, agi, counts });
  const speaking = Promise.withResolvers<void>();
  leg.onFrame = (loud) => loud && speaking.resolve();
  await speaking.promise;
  await pause(200);
  const silent = Promise.withResolvers<void>();
  leg.onFrame = (loud) => loud || silent.resolve();
  leg.loud = true;
  await silent.promise;
  const passed = performance.now() - (leg.loudSince ?? NaN);
  leg.close();
  return passed;
}

async function openAndClose(): Promise<void> {
  await using call = await openCall();
  await call.line.speak(1);
  const closing = call.audio.close();
  await call.line.drain();
  call.line[Symbol.dispose]();
  await call.peer.say("200 result=0\n");
  await closing;
}

/** Connects again and again; returns how many connections were closed by the other side. */
async function flood(port: number, times: number): Promise<number> {
  let closed = 0;
  for (let count = 0; count < times; count++) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.read(new Uint8Array(1)).then((got) => void (got === null && closed++), () => closed++)
      .finally(() => conn.close());
    await pause(1000 / STRANGERS - 1);
  }
  await pause(500);
  return closed;
}

function newCounts(): AudioCounts {
  return { sent: 0, returned: 0, lost: 0, roundTrip: new Latencies(), gap: new Latencies() };
}

/** The seconds of CPU time that a process has taken. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function pidOf(asterisk: Asterisk): Promise<number> {
  return Number(await Deno.readTextFile(`${asterisk.folder}/run/asterisk.pid`));
}

async function socketsOf(pid: number): Promise<number> {
  let sockets = 0;
  for await (const { name } of Deno.readDir(`/proc/${pid}/fd`)) {
    const target = await Deno.readLink(`/proc/${pid}/fd/${name}`).catch(() => "");
    if (target.startsWith("socket:")) sockets++;
  }
  return sockets;
}

async function filesOf(): Promise<number> {
  return (await Array.fromAsync(Deno.readDir("/proc/self/fd"))).length;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
