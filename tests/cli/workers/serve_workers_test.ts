import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Peer } from "../../peer.ts";
import { Folder, Program, run } from "../program.ts";

const PIN = `
export default async (channel) => {
  await channel.getData("enter-pin");
  await channel.verbose("goodbye");
};
`;

const WORKER = / worker=(\d+)/;

/** A server with workers, and its folder. */
class Server implements AsyncDisposable {
  readonly program: Program;
  readonly folder: Folder;

  private constructor(program: Program, folder: Folder) {
    this.program = program;
    this.folder = folder;
  }

  /** Starts two workers, and waits until both accept calls. */
  static async start(...options: string[]): Promise<Server> {
    const folder = await Folder.make();
    await folder.write("pin.ts", PIN);
    const args = ["serve", "--port", "0", "--admin", "0", "--workers", "2", "--log-level", "debug"];
    const server = new Server(
      new Program([...args, "pin.ts", ...options], { cwd: folder.path }),
      folder,
    );
    await server.listens(1);
    await server.listens(2);
    return server;
  }

  async listens(worker: number): Promise<void> {
    await this.program.logged(new RegExp(`listening worker=${worker} `));
  }

  async pidOf(worker: number): Promise<number> {
    const line = await this.program.logged(new RegExp(`worker started worker=${worker} `));
    return Number(/pid=(\d+)/.exec(line)?.[1]);
  }

  /** Calls until each of the two workers has a call that goes on. */
  async callBoth(): Promise<Map<number, Peer>> {
    const peers = new Map<number, Peer>();
    for (let count = 1; peers.size < 2; count++) {
      const peer = await this.program.call("pin", `agi_callerid: ${count}\n`);
      assertStringIncludes(await peer.line() ?? "", "GET DATA");
      const { calls } = JSON.parse(await this.ask("/calls"));
      const number = calls.find((call: { worker: number }) => !peers.has(call.worker))?.worker;
      if (number === undefined) await finish(peer);
      else peers.set(number, peer);
    }
    return peers;
  }

  async ask(path: string): Promise<string> {
    const [, port] = /port=(\d+)/.exec(await this.program.logged(/admin interface/)) ?? [];
    const url = `http://127.0.0.1:${port}${path}`;
    const response = await fetch(url, { headers: { connection: "close" } });
    return await response.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

/** Lets a call end well. */
async function finish(peer: Peer): Promise<void> {
  await peer.say("200 result=1\n");
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "goodbye" "1"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
}

Deno.test("tipring serve --workers shares the calls among processes, and shows all of them", async () => {
  await using server = await Server.start();
  const { program } = server;
  assertEquals(await server.ask("/readyz"), "ready\n");
  const peers = await server.callBoth();
  assertEquals(new Set(peers.keys()), new Set([1, 2]));
  const { total, calls } = JSON.parse(await server.ask("/calls"));
  assertEquals([total, calls.length], [2, 2]);
  assertMatch(await server.ask("/metrics"), /^tipring_calls_in_progress 2$/m);
  assertMatch(await server.ask("/metrics"), /^process_resident_memory_bytes\{worker="2"\} \d+$/m);

  program.kill("SIGTERM");
  for (const worker of [1, 2]) await program.logged(new RegExp(`shutting down worker=${worker} `));
  assertEquals(await server.ask("/readyz"), "not ready\n");
  for (const peer of peers.values()) await finish(peer);
  const { code, stderr } = await program.end();
  assertEquals(code, 0);
  const begun = stderr.split("\n").filter((line) => line.includes("call begins"));
  assert(begun.every((line) => WORKER.test(line)), stderr);
});

Deno.test("tipring serve --workers restarts one that dies: only its calls are lost", async () => {
  await using server = await Server.start();
  const { program } = server;
  const peers = await server.callBoth();
  assertMatch(await server.ask("/metrics"), /^tipring_workers 2$/m);
  Deno.kill(await server.pidOf(1), "SIGKILL");
  const lost = peers.get(1);
  assert(lost !== undefined);
  assertEquals(await lost.line().catch(() => null), null);
  await lost[Symbol.asyncDispose]();
  await program.logged(/ERROR worker died worker=1 signal=SIGKILL lost=\/pin\*1$/);
  await server.listens(3);
  const kept = peers.get(2);
  assert(kept !== undefined);
  await finish(kept);
  const text = await server.ask("/metrics");
  assertMatch(text, /^tipring_worker_restarts_total 1$/m);
  assertMatch(text, /^tipring_worker_lost_calls_total\{route="\/pin"\} 1$/m);
  assertMatch(text, /^tipring_workers 2$/m);
});

Deno.test("tipring serve --workers replaces its workers at SIGHUP, and lets calls of the old go on", async () => {
  await using server = await Server.start();
  const { program, folder } = server;
  const peers = await server.callBoth();
  const before = Number(
    /^tipring_calls_total\{.*\} (\d+)$/m.exec(await server.ask("/metrics"))?.[1] ?? 0,
  );
  await folder.write("pin.ts", "export default (channel) => channel.verbose('new');\n");
  program.kill("SIGHUP");
  await program.logged(/reloaded times=1$/);
  const peer = await program.call("pin");
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "new" "1"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  for (const old of peers.values()) await finish(old);
  for (const worker of [1, 2]) {
    await program.logged(new RegExp(`worker exited worker=${worker} code=0$`));
  }
  const text = await server.ask("/metrics");
  assertMatch(text, new RegExp(`^tipring_calls_total\\{.*\\} ${before + 3}$`, "m"));
  assertMatch(text, /^tipring_reloads_total\{result="ok"\} 1$/m);
  assertMatch(text, /^tipring_worker_restarts_total 0$/m);
});

Deno.test("tipring serve --workers keeps its workers at SIGHUP when a file cannot be loaded", async () => {
  await using server = await Server.start();
  const { program, folder } = server;
  await folder.write("pin.ts", "export default () => {;\n");
  program.kill("SIGHUP");
  assertMatch(
    await program.logged(/reload failed/),
    /ERROR reload failed, not all workers have the new handlers error="0 of 2 workers have the new handlers; Cannot load pin\.ts: /,
  );
  for (const peer of (await server.callBoth()).values()) await finish(peer);
  assertMatch(await server.ask("/metrics"), /^tipring_reloads_total\{result="failed"\} 1$/m);
  assert(!program.stderr.includes("shutting down"), program.stderr);
});

Deno.test("tipring serve --workers closes all calls at a second signal", async () => {
  await using server = await Server.start();
  const { program } = server;
  const peers = await server.callBoth();
  program.kill("SIGINT");
  for (const worker of [1, 2]) await program.logged(new RegExp(`shutting down worker=${worker} `));
  program.kill("SIGINT");
  for (const peer of peers.values()) {
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
  }
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --workers: workers end by themselves when their supervisor is killed", async () => {
  await using server = await Server.start();
  const { program } = server;
  const peers = await server.callBoth();
  program.kill("SIGKILL");
  for (const worker of [1, 2]) {
    await program.logged(new RegExp(`ERROR supervisor is gone, draining worker=${worker}$`));
  }
  for (const peer of peers.values()) await finish(peer);
  // They hold its standard output, which ends with the last of them.
  assertEquals((await program.end()).code, 137);
});

/** When a line was logged, in milliseconds. */
const timeOf = (line: string) => Date.parse(line.split(" ", 1).join());

Deno.test("tipring serve --workers keeps to --drain-delay when all processes get a signal at once", async () => {
  await using server = await Server.start("--drain-delay", "2");
  const { program } = server;
  const pids = [await server.pidOf(1), await server.pidOf(2)];
  for (const pid of pids) {
    for (const signal of ["SIGINT", "SIGHUP", "SIGTERM", "SIGTERM"] as const) {
      Deno.kill(pid, signal);
    }
  }
  program.kill("SIGTERM");
  const announced = timeOf(await program.logged(/draining starts after delay/));
  const peers = await server.callBoth();
  for (const worker of [1, 2]) {
    const line = await program.logged(new RegExp(`shutting down worker=${worker} `));
    assert(timeOf(line) - announced >= 1990, program.stderr);
  }
  // Nor does a signal cut the drain short.
  for (const pid of pids) Deno.kill(pid, "SIGTERM");
  for (const peer of peers.values()) await finish(peer);
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --workers does not wait at its end for files that are still being loaded", async () => {
  await using server = await Server.start();
  const { program, folder } = server;
  await folder.write(
    "pin.ts",
    `console.error("is loaded");
await new Promise(() => setInterval(() => {}, 1000));
`,
  );
  program.kill("SIGHUP");
  await program.logged(/is loaded/);
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --workers does not begin where a worker cannot, and tells why once", async () => {
  await using folder = await Folder.make();
  const bad = await folder.write("bad.ts", "export default 7;\n");
  const args = ["serve", "--port", "0", "--workers", "2"];
  const { code, stderr } = await run([...args, bad]);
  assertEquals(code, 1);
  assertMatch(stderr, /^tipring: Cannot use .*bad\.ts as a handler: [^\n]*\n$/);

  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const good = await folder.write("pin.ts", PIN);
  const { port } = taken.addr;
  const other = await run(["serve", "--workers", "2", "--port", `${port}`, good]);
  assertEquals(other.code, 1);
  assertMatch(
    other.stderr,
    new RegExp(`^tipring: Cannot listen on 127\\.0\\.0\\.1:${port}: [^\n]*\n$`),
  );
});

Deno.test("tipring serve --workers hides from the programs of a handler that it is a worker", async () => {
  await using folder = await Folder.make();
  const text = `export default async (channel) => {
  await channel.verbose(JSON.stringify(Deno.env.get("TIPRING_WORKER") ?? "none"));
};
`;
  const file = await folder.write("env.ts", text);
  await using program = new Program(["serve", "--port", "0", "--workers", "1", file]);
  const peer = await program.call("env");
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "\\"none\\"" "1"');
  await peer[Symbol.asyncDispose]();
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --workers names the permissions that are missing", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", PIN);
  const command = [Deno.execPath(), "run", "--allow-net", "--allow-read", "--no-prompt"] as const;
  const { code, stderr } = await run(["serve", "--workers", "2", "--port", "0", file], {
    command: [...command, new URL("../../../cli.ts", import.meta.url).href],
  });
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^tipring: --workers requires more permissions: start Deno with --allow-write, /m,
  );
});

Deno.test("tipring serve --workers tries again until a worker started", async () => {
  await using server = await Server.start();
  const { program, folder } = server;
  await folder.write("pin.ts", "export default () => {;\n");
  Deno.kill(await server.pidOf(1), "SIGKILL");
  assertMatch(
    await program.logged(/restart failed/),
    /ERROR worker restart failed error="Cannot load pin\.ts: /,
  );
  await folder.write("pin.ts", PIN);
  assertMatch(await program.logged(/listening worker=([4-9]|\d\d)/), WORKER);
  for (const peer of (await server.callBoth()).values()) await finish(peer);
});

Deno.test("tipring serve --workers keeps few workers that were replaced, and waits for their calls", async () => {
  await using server = await Server.start();
  const { program } = server;
  const peers = await server.callBoth();
  program.kill("SIGHUP");
  await program.logged(/reloaded times=1$/);
  program.kill("SIGHUP");
  await program.logged(/waiting for calls of replaced workers workers=2$/);
  for (const peer of peers.values()) await finish(peer);
  await program.logged(/reloaded times=2$/);
});
