import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { tcpDuplex } from "../../../src/transport/tcp.ts";
import { Peer } from "../../peer.ts";
import { Folder, PROGRAM, Program } from "../program.ts";

/** More than any pipe holds, in lines of nearly 4 kB. */
const FLOOD_LINES = 60;

/** Fails, at length, a call of the path `loud`. */
const LOUD = `
export default async (channel, { script }) => {
  await channel.noop("x".repeat(script === "loud" ? 1500 : 1));
};
`;

/** Does to standard error and the console what a careless handler could do. */
const VANDAL = `
console.error = () => { throw new Error("no console") };
globalThis.console = undefined;
Deno.stderr.write = () => new Promise(() => {});
Deno.stderr.close();
export default async (channel) => {
  await channel.noop("hello");
};
`;

function portOf(line: string): number {
  return Number(/port=(\d+)/.exec(line)?.[1]);
}

/** One good call; resolves with how long it took, in milliseconds. */
async function callTo(port: number, script: string): Promise<number> {
  const begun = performance.now();
  await using peer = new Peer(tcpDuplex(await Deno.connect({ port })));
  await peer.say(`agi_network: yes\nagi_network_script: ${script}\nagi_channel: SIP/1\n\n`);
  assertMatch(await peer.line() ?? "", /^NOOP/);
  await peer.say("200 result=0\n");
  assertEquals(await peer.line(), null);
  return performance.now() - begun;
}

for (const workers of [[], ["--workers", "1"]] as const) {
  const how = workers.length === 0 ? "one process" : "a worker";
  Deno.test(`tipring serve goes on while the reader of its log pauses, by ${how}`, async () => {
    await using folder = await Folder.make();
    const file = await folder.write("loud.ts", LOUD);
    const [command, ...args] = PROGRAM;
    const child = new Deno.Command(command, {
      args: [...args, "serve", "--port=0", "--admin=0", "--log-level=debug", ...workers]
        .concat("--default", file),
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let log = "";
    while (!/ listening .*port=\d+\n/.test(log) || !/admin interface .*\n/.test(log)) {
      log += (await reader.read()).value ?? "";
    }
    const port = portOf(/ listening .*/.exec(log)?.[0] ?? "");
    const admin = portOf(/admin interface .*/.exec(log)?.[0] ?? "");
    // From here on nobody reads. What is on its way already does not count.
    for (let count = 0; count < FLOOD_LINES; count++) await callTo(port, "loud");
    assert(await callTo(port, "quiet") < 5000);
    const health = await fetch(`http://127.0.0.1:${admin}/livez`, {
      signal: AbortSignal.timeout(5000),
    });
    assertEquals((await health.text()).trim(), "alive");
    child.kill("SIGTERM");
    const { code } = await child.status;
    assertEquals(code, 0);
    await reader.cancel();
  });
}

Deno.test("tipring serve survives a full disk, a signal and a warning", async () => {
  await using folder = await Folder.make();
  await folder.write("loud.ts", LOUD);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const child = new Deno.Command("sh", {
    args: ["-c", `exec "$@" 2>/dev/full`, "sh", ...PROGRAM, "serve"]
      .concat("--port", `${port}`, "loud.ts"),
    cwd: folder.path,
    stdin: "null",
    stdout: "null",
  }).spawn();
  while (true) {
    try {
      (await Deno.connect({ port })).close();
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  child.kill("SIGHUP");
  // A handler that is there for no path: a warning.
  await using peer = new Peer(tcpDuplex(await Deno.connect({ port })));
  await peer.say("agi_network: yes\nagi_network_script: nowhere\n\n");
  assertEquals(await peer.line(), null);
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
});

Deno.test("tipring serve logs whatever a handler does to the console and standard error", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("vandal.ts", VANDAL);
  await using program = new Program(["serve", "--port", "0", "--default", file]);
  assert(await callTo(portOf(await program.logged(/ listening /)), "x") < 5000);
  assertStringIncludes(await program.logged(/outcome=/), "outcome=completed");
  program.kill("SIGTERM");
  const { code, stderr } = await program.end();
  assertEquals(code, 0);
  assertStringIncludes(stderr, "shutting down");
});

Deno.test("tipring serve logs to a socket, as under systemd, when a handler closes standard error", async () => {
  await using folder = await Folder.make();
  await folder.write("vandal.ts", VANDAL);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const child = new Deno.Command("bash", {
    args: ["-c", `exec "$@" 2>/dev/tcp/127.0.0.1/${listener.addr.port}`, "bash", ...PROGRAM]
      .concat("serve", "--port", "0", "--default", "vandal.ts"),
    cwd: folder.path,
    stdin: "null",
    stdout: "null",
  }).spawn();
  const { readable } = await listener.accept();
  const reader = readable.pipeThrough(new TextDecoderStream()).getReader();
  let log = "";
  while (!/ listening .*port=\d+\n/.test(log)) log += await next(reader);
  await callTo(portOf(log), "x");
  while (!/ outcome=completed/.test(log)) log += await next(reader);
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
  while (!/ shutting down/.test(log)) log += await next(reader);
  await reader.cancel();
});

/** More of a log that has not ended. */
async function next(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  const { value } = await reader.read();
  assert(value !== undefined, "the log ended");
  return value;
}
