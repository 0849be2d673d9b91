/**
 * What a real Asterisk does with `AGI(hagi://...)`, two servers and a DNS of its own. Prints it.
 *
 *     deno task asterisk:setup
 *     deno run -A tests/ops/srv.ts          Linux with user namespaces, or root; takes 15 s
 *
 * It runs in namespaces of its own, for a `/etc/resolv.conf` and a port 53 that are nobody else's.
 *
 * @module
 */
import { Asterisk } from "../asterisk/harness/asterisk.ts";
import type { Call } from "../asterisk/harness/call.ts";
import { DnsResponder, type Srv, type Zone } from "./_dns_responder.ts";
import { pause, ServeProcess } from "./_serve_process.ts";

const HANDLER = `
export default async (channel, request) => {
  if (request.script === "hold") await channel.waitForDigit(60_000);
  await channel.setVariable("SERVER", Deno.env.get("SERVER"));
};
`;

const PORT = 4573;
const STATUS = "TIPRING_STATUS";
const FIRST = "127.0.1.1";
const SECOND = "127.0.1.2";
/** Nobody listens there. */
const CLOSED = "127.0.1.3";
/** Nobody answers there. */
const SILENT = "127.0.1.4";

const ZONE: Zone = {
  a: {
    "first.test": [FIRST],
    "second.test": [SECOND],
    "closed.test": [CLOSED],
    "silent.test": [SILENT],
    "half.test": [SILENT, SECOND],
    "both.test": [CLOSED, SECOND],
  },
  rotated: ["_agi._tcp.even-rotated.test", "_agi._tcp.weight-rotated.test"],
  srv: {
    "_agi._tcp.priority.test": [srv(10, 0, "first.test"), srv(20, 0, "second.test")],
    "_agi._tcp.weight.test": [srv(10, 75, "first.test"), srv(10, 25, "second.test")],
    "_agi._tcp.other.test": [srv(10, 25, "second.test"), srv(10, 75, "first.test")],
    "_agi._tcp.less.test": [srv(10, 25, "first.test"), srv(10, 75, "second.test")],
    "_agi._tcp.even.test": [srv(10, 50, "first.test"), srv(10, 50, "second.test")],
    "_agi._tcp.even-rotated.test": [srv(10, 50, "first.test"), srv(10, 50, "second.test")],
    "_agi._tcp.weight-rotated.test": [srv(10, 75, "first.test"), srv(10, 25, "second.test")],
    "_agi._tcp.zero.test": [srv(10, 0, "first.test"), srv(10, 0, "second.test")],
    "_agi._tcp.silent.test": [srv(10, 0, "silent.test"), srv(20, 0, "second.test")],
    "_agi._tcp.down.test": [srv(10, 0, "closed.test"), srv(20, 0, "closed.test")],
    "_agi._tcp.both.test": [srv(10, 0, "both.test")],
    "_agi._tcp.nowhere.test": [srv(10, 0, "missing.test"), srv(20, 0, "second.test")],
  },
};

if (Deno.args.includes("--inside")) await inside();
else Deno.exit(await outside());

/** Runs this file again, where nobody else is. */
async function outside(): Promise<number> {
  const resolv = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(resolv, "nameserver 127.0.0.1\n");
    const prepare = "ip link set lo up && " +
      'mount --bind "$1" "$(readlink -f /etc/resolv.conf)" && shift && exec "$@"';
    const again = [Deno.execPath(), "run", "-A", import.meta.url, "--inside"];
    const { code } = await new Deno.Command("unshare", {
      env: { DENO_NO_UPDATE_CHECK: "1" },
      args: ["--map-root-user", "--mount", "--net", "sh", "-c", prepare, "sh", resolv, ...again],
    }).spawn().status;
    return code;
  } finally {
    await Deno.remove(resolv);
  }
}

async function inside(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const handler = `${folder}/handler.ts`;
  await Deno.writeTextFile(handler, HANDLER);
  const serve = (name: string, hostname: string, ...options: string[]) =>
    ServeProcess.start({
      ...{ name, hostname, port: PORT, admin: 9100, handler },
      options: ["--status-variable", STATUS, ...options],
    });
  using _silent = await unanswering();
  const dns = await DnsResponder.start(ZONE);
  await using asterisk = await Asterisk.start();
  await using _second = await serve("second", SECOND);
  {
    await using first = await serve("first", FIRST, "--drain-delay", "3");
    dns.questions.length = 0;
    await show(asterisk, "priority 10 and 20", "hagi://priority.test/x", 100);
    say("questions to the DNS, 100 calls", count(dns.questions));
    await show(asterisk, "weight 75 and 25", "hagi://weight.test/x", 100);
    await show(
      asterisk,
      "weight 75 and 25, the less first",
      "hagi://other.test/x",
      100,
    );
    await show(asterisk, "weight 25 and 75", "hagi://less.test/x", 100);
    await show(asterisk, "weight 50 and 50", "hagi://even.test/x", 100);
    await show(asterisk, "weight 0 and 0", "hagi://zero.test/x", 100);
    await show(asterisk, "weight 50 and 50, rotated", "hagi://even-rotated.test/x", 400);
    await show(asterisk, "weight 75 and 25, rotated", "hagi://weight-rotated.test/x", 400);
    await show(asterisk, "no SRV record, an A record", "hagi://first.test/x", 1);
    await show(asterisk, "a port, no SRV is asked for", "hagi://first.test:4573/x", 1);
    await show(asterisk, "an address", `hagi://${FIRST}/x`, 1);

    const [held] = await hold(asterisk, 1);
    first.kill("SIGTERM");
    await notReady(FIRST);
    await show(asterisk, "the first in its --drain-delay", "hagi://priority.test/x", 100);
    await refusing(FIRST);
    await show(asterisk, "the first drains", "hagi://priority.test/x", 100);
    const { callerChannel = "" } = held ?? {};
    await asterisk.ami.action("PlayDTMF", { Channel: callerChannel, Digit: "1", Duration: "100" });
    say("the call in progress on the first", await outcome(held));
    say("the first ended with", `${(await first.status).code}`);
  }
  {
    await using first = await serve("first", FIRST);
    const held = await hold(asterisk, 20);
    first.kill("SIGKILL");
    await first.status;
    await show(asterisk, "the first is killed", "hagi://priority.test/x", 100);
    await show(asterisk, "the same, by weight", "hagi://weight.test/x", 100);
    say("20 calls that were on it", count(await Promise.all(held.map(outcome))));
  }
  {
    await using _first = await serve("first", FIRST, "--max-calls", "1");
    await hold(asterisk, 1);
    await show(asterisk, "the first has --max-calls", "hagi://priority.test/x", 20);
  }
  await show(asterisk, "the first does not answer", "hagi://silent.test/x", 10);
  await show(asterisk, "its name has no address", "hagi://nowhere.test/x", 10);
  await show(asterisk, "one target with two addresses", "hagi://both.test/x", 10);
  await show(asterisk, "agi:// and two addresses", "agi://both.test/x", 10);
  await show(asterisk, "agi://, the first address does not answer", "agi://half.test/x", 10);
  await show(asterisk, "all are down", "hagi://down.test/x", 10);
  await dns[Symbol.asyncDispose]();
  await show(asterisk, "the DNS is down", "hagi://priority.test/x", 1);
  await Deno.remove(folder, { recursive: true });
}

/** Places calls, and prints what became of them, and how long the AGI took. */
async function show(asterisk: Asterisk, what: string, agi: string, calls: number): Promise<void> {
  const times: number[] = [];
  const outcomes: string[] = [];
  const batch = 20;
  for (let placed = 0; placed < calls; placed += batch) {
    const some = await place(asterisk, agi, Math.min(batch, calls - placed));
    await Promise.all(some.map(async (call) => {
      const start = performance.now();
      outcomes.push(await outcome(call));
      times.push(performance.now() - start);
      await call.hangup();
    }));
  }
  const slowest = Math.max(...times) / 1000;
  say(what, `${count(outcomes)}; slowest ${slowest.toFixed(1)} s`);
}

async function place(asterisk: Asterisk, agi: string, calls: number): Promise<Call[]> {
  return await Promise.all(
    Array.from({ length: calls }, () => asterisk.originate({ agi, report: ["SERVER", STATUS] })),
  );
}

async function outcome(call: Call | undefined): Promise<string> {
  const { SERVER: server, [STATUS]: status } = await call?.vars ?? {};
  const whose = server === "" ? "nobody" : server;
  return `${await call?.status} and ${status === "" ? "no" : status} ${STATUS} of ${whose}`;
}

/** Places calls, and waits until their handlers wait for a digit. */
async function hold(asterisk: Asterisk, calls: number): Promise<Call[]> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  asterisk.ami.listen({
    event: (event) => {
      if (event.get("Event") !== "AGIExecStart") return;
      if (event.get("Command")?.startsWith("WAIT") && ++waiting === calls) resolve();
    },
    close: () => {},
  });
  const placed = await place(asterisk, "hagi://priority.test/hold", calls);
  await promise;
  return placed;
}

async function notReady(hostname: string): Promise<void> {
  while (await readyz(hostname) !== 503) await pause(10);
}

async function refusing(hostname: string): Promise<void> {
  while (true) {
    try {
      (await Deno.connect({ hostname, port: PORT })).close();
    } catch {
      return;
    }
    await pause(20);
  }
}

async function readyz(hostname: string): Promise<number> {
  const headers = { connection: "close" };
  const response = await fetch(`http://${hostname}:9100/readyz`, { headers });
  await response.body?.cancel();
  return response.status;
}

/** Somebody whose queue is full: who connects gets no answer, as from a machine that is gone. */
async function unanswering(): Promise<Disposable> {
  const listener = Deno.listen({ hostname: SILENT, port: PORT, tcpBacklog: 1 });
  const conns = await Promise.all(
    [1, 2].map(() => Deno.connect({ hostname: SILENT, port: PORT })),
  );
  return {
    [Symbol.dispose]: () => {
      listener.close();
      for (const conn of conns) conn.close();
    },
  };
}

function srv(priority: number, weight: number, target: string): Srv {
  return { priority, weight, port: PORT, target };
}

/** How often each text is there, e.g. `3 x yes, 1 x no`. */
function count(texts: readonly string[]): string {
  const groups = Object.entries(Object.groupBy(texts, (text) => text));
  return groups.map(([text, all]) => `${all?.length} x ${text}`).join(", ");
}

function say(what: string, result: string): void {
  console.log(`${what}: ${result}`);
}
