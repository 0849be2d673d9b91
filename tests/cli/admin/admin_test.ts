import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Invocation, readInvocation } from "../../../src/cli/options/invocation.ts";
import { tcpDuplex } from "../../../src/transport/tcp.ts";
import { Peer } from "../../peer.ts";
import { Folder, Program, run } from "../program.ts";

const PIN = `
export default async (channel) => {
  const { digits } = await channel.getData("enter-pin");
  await channel.setVariable("PIN", digits);
};
`;

/** A server that can be seen into, in a process of its own. */
class Server implements AsyncDisposable {
  readonly program: Program;
  #folder: Folder;

  private constructor(program: Program, folder: Folder) {
    this.program = program;
    this.#folder = folder;
  }

  static async start(address = "0"): Promise<Server> {
    const folder = await Folder.make();
    await folder.write("pin.ts", PIN);
    const args = ["serve", "--port", "0", "--admin", address, "/pin/:lang=pin.ts"];
    return new Server(new Program(args, { cwd: folder.path }), folder);
  }

  /** Asks the admin interface, on a connection that is not kept. */
  async ask(path: string, method = "GET"): Promise<{ status: number; type: string; text: string }> {
    const line = await this.program.logged(/admin interface/);
    const [, host, port] = /hostname="?([^\s"]+)"? port=(\d+)$/.exec(line) ?? [];
    const origin = `http://${host?.includes(":") ? `[${host}]` : host}:${port}`;
    const response = await fetch(`${origin}${path}`, { method, headers: { connection: "close" } });
    const text = await response.text();
    return { status: response.status, type: response.headers.get("content-type") ?? "", text };
  }

  async status(path: string, method = "GET"): Promise<number> {
    return (await this.ask(path, method)).status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

function adminOf(address: string): Invocation {
  return readInvocation(["serve", "pin.ts", address === "" ? "--admin" : `--admin=${address}`]);
}

Deno.test("tipring serve --admin shows a call, counts it, and is not ready while it drains", async () => {
  await using server = await Server.start();
  const { program } = server;
  await program.logged(/\blistening\b/);
  assertEquals(await server.status("/livez"), 200);
  assertEquals(await server.status("/readyz"), 200);
  assertEquals(JSON.parse((await server.ask("/calls")).text), { total: 0, calls: [] });

  await using peer = await program.call("pin/de");
  assertStringIncludes(await peer.line() ?? "", 'GET DATA "enter-pin"');
  const during = await server.ask("/calls");
  assertEquals([during.status, during.type], [200, "application/json"]);
  assert(!during.text.includes("enter-pin"), during.text);
  const { total, calls: [call] } = JSON.parse(during.text);
  const { peer: address, since, seconds, ...rest } = call;
  assertEquals(total, 1);
  assertEquals(rest, {
    id: 1,
    channel: "SIP/1",
    uniqueid: "1.1",
    script: "pin/de",
    route: "/pin/:lang",
    command: "GET DATA",
  });
  assertMatch(address, /^127\.0\.0\.1:\d+$/);
  assert(Date.parse(since) <= Date.now() && seconds >= 0, during.text);
  assertMatch((await server.ask("/metrics")).text, /^tipring_calls_in_progress 1$/m);

  program.kill("SIGTERM");
  await program.logged(/shutting down/);
  assertEquals(await server.status("/readyz"), 503);
  assertEquals(await server.status("/livez"), 200);

  await peer.say("200 result=98765\n");
  assertEquals(await peer.line(), 'SET VARIABLE "PIN" "98765"');
  const { text, type } = await server.ask("/metrics");
  assertMatch(type, /^text\/plain; version=0\.0\.4/);
  assertMatch(text, /^tipring_commands_total\{verb="GET DATA",status="200"\} 1$/m);
  assert(!text.includes("98765"), text);
  await peer.say("200 result=1\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --admin counts what has ended, by route and not by path", async () => {
  await using server = await Server.start();
  for (const script of ["pin/de", "pin/en", "nowhere/at/all"]) {
    await using peer = await server.program.call(script);
    while (await peer.line() !== null) await peer.say("200 result=1\n");
  }
  for (const id of [1, 2, 3]) await server.program.logged(new RegExp(` call=${id} .* outcome=`));
  const { text } = await server.ask("/metrics");
  assertMatch(text, /^tipring_calls_total\{route="\/pin\/:lang",outcome="completed"\} 2$/m);
  assertMatch(text, /^tipring_calls_total\{route="none",outcome="no-handler"\} 1$/m);
  assertMatch(text, /^tipring_calls_in_progress 0$/m);
  assertMatch(text, /^process_resident_memory_bytes [1-9]\d*$/m);
  assert(!/nowhere|pin\/de/.test(text), text);
  assertEquals(JSON.parse((await server.ask("/calls")).text).total, 0);
});

Deno.test("tipring serve --admin answers nothing else", async () => {
  await using server = await Server.start();
  for (const path of ["/", "/calls/", "/metrics/x", "/Livez", "//livez", "/%6civez", "/../etc"]) {
    assertEquals(await server.status(path), 404, path);
  }
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    assertEquals(await server.status("/livez", method), 405, method);
  }
  const line = await server.program.logged(/admin interface/);
  await using peer = new Peer(
    tcpDuplex(await Deno.connect({ port: Number(/\d+$/.exec(line)?.[0]) })),
  );
  await peer.say("GET / /livez HTTP/1.1\r\nHost: x\r\n\r\n");
  assertMatch(await peer.line() ?? "", /^HTTP\/1\.1 400 /);
  const head = await server.ask("/metrics", "HEAD");
  assertEquals([head.status, head.text], [200, ""]);
});

Deno.test("tipring serve --admin listens at an IPv6 address", async () => {
  await using server = await Server.start("[::1]:0");
  assertEquals(await server.status("/livez"), 200);
});

Deno.test("tipring serve does not begin where --admin cannot have its port", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using folder = await Folder.make();
  const { port } = taken.addr;
  const file = await folder.write("pin.ts", PIN);
  const { code, stderr } = await run(["serve", "--port", "0", "--admin", `${port}`, file]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    new RegExp(`^tipring: Cannot listen on 127\\.0\\.0\\.1:${port} for --admin: `),
  );
  assert(!/\blistening\b/.test(stderr), stderr);
});

Deno.test("readInvocation() takes a port, or an address with a port, as --admin", () => {
  for (
    const [text, hostname, port] of [
      ["9100", "127.0.0.1", 9100],
      ["0", "127.0.0.1", 0],
      ["0.0.0.0:9100", "0.0.0.0", 9100],
      ["ops.internal:65535", "ops.internal", 65535],
      ["[::1]:9100", "::1", 9100],
      ["[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1", 1],
    ] as const
  ) {
    const invocation = adminOf(text);
    assert(invocation.kind === "serve", text);
    assertEquals(invocation.admin, { hostname, port }, text);
  }
});

Deno.test("readInvocation() refuses an --admin that is no address", () => {
  for (
    const text of [
      "",
      "x",
      "65536",
      "-1",
      "1.5",
      ":9100",
      "host:",
      "::1:9100",
      "[::1]",
      "[]:1",
      "a:b:1",
    ]
  ) {
    const invocation = adminOf(text);
    assert(invocation.kind === "invalid", text);
    assertEquals(
      invocation.message,
      text === ""
        ? "--admin requires a value: a port or HOST:PORT"
        : `Invalid --admin ${JSON.stringify(text)}: must be a port or HOST:PORT`,
    );
  }
});
