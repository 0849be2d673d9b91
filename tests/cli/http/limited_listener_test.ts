import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Admin } from "../../../src/cli/admin/admin.ts";
import type { Stats } from "../../../src/cli/admin/server_stats.ts";
import { CLI, Folder } from "../program.ts";

/** What is seen into: nothing. */
class NoStats implements Stats {
  readonly contentType = "text/plain";
  computed = 0;

  ready(): boolean {
    return true;
  }

  metrics(): Promise<string> {
    this.computed++;
    return Promise.resolve(`computed ${this.computed}\n`);
  }

  calls(): Promise<{ total: number; calls: [] }> {
    return Promise.resolve({ total: 0, calls: [] });
  }
}

function open(stats: Stats = new NoStats()): Admin {
  return new Admin({ hostname: "127.0.0.1", port: 0 }, stats, () => {});
}

/** Says something, and resolves with all that is answered until the connection ends. */
async function say(port: number, text: string | Uint8Array): Promise<string> {
  using conn = await Deno.connect({ port });
  await conn.write(typeof text === "string" ? new TextEncoder().encode(text) : text);
  return await rest(conn);
}

async function rest(conn: Deno.TcpConn): Promise<string> {
  let all = "";
  const buffer = new Uint8Array(65536);
  try {
    for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) {
      all += new TextDecoder().decode(buffer.subarray(0, count));
    }
  } catch {
    // It was reset.
  }
  return all;
}

Deno.test("Admin closes a connection after its answer, and answers 400 to what is not HTTP", async () => {
  await using admin = open();
  const { port } = admin.addr;
  const get = "GET /livez?x=1 HTTP/1.1\r\nHost: [\r\n\r\n";
  const alive = await say(port, get);
  assertMatch(alive, /^HTTP\/1\.1 200 OK\r\n(.+\r\n)*connection: close\r\n\r\nalive\n$/);
  assertEquals(await say(port, get + get), alive);
  assertStringIncludes(await say(port, "GET /livez HTTP/1.0\n\n"), " 200 OK");
  for (
    const text of [
      "agi_network: yes\n\n",
      "GET\r\n\r\n",
      "GET /livez HTTP/2.0\r\n\r\n",
      "\r\n\r\n",
      "x".repeat(9000),
      Uint8Array.of(0x16, 3, 1, 13, 10, 13, 10),
    ]
  ) {
    assertMatch(await say(port, text), /^HTTP\/1\.1 400 /, `${text}`.slice(0, 50));
  }
});

Deno.test("Admin answers while more connections than it takes say nothing", async () => {
  await using admin = open();
  const { port } = admin.addr;
  const idle = await Promise.all(Array.from({ length: 200 }, () => Deno.connect({ port })));
  assertStringIncludes(await say(port, "GET /livez HTTP/1.1\r\n\r\n"), "alive");
  const ended = idle.slice(0, 100).map(rest);
  assertEquals(new Set(await Promise.all(ended)), new Set([""]));
  for (const conn of idle) conn.close();
});

Deno.test("Admin ends a connection that says nothing", async () => {
  await using admin = open();
  const begun = performance.now();
  assertEquals(await say(admin.addr.port, "GET /li"), "");
  const took = performance.now() - begun;
  assert(took > 1000 && took < 15_000, `${took} ms`);
});

Deno.test("Admin computes /metrics once for those who ask at a time", async () => {
  const stats = new NoStats();
  await using admin = open(stats);
  const get = () => say(admin.addr.port, "GET /metrics HTTP/1.1\r\n\r\n");
  await Promise.all(Array.from({ length: 50 }, get));
  assert(stats.computed <= 2, `${stats.computed}`);
});

for (const workers of [[], ["--workers", "1"]] as const) {
  const how = workers.length === 0 ? "one process" : "a supervisor";
  Deno.test(`tipring serve --admin survives running out of file descriptors, in ${how}`, async () => {
    await using folder = await Folder.make();
    await folder.write("noop.ts", "export default (channel) => channel.noop();");
    const child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 150; exec "$@"', "sh", Deno.execPath(), "run", "-A", CLI, "serve"]
        .concat("--port=0", "--admin=0", ...workers, "noop.ts"),
      cwd: folder.path,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let log = "";
    const until = async (pattern: RegExp) => {
      while (!pattern.test(log)) log += (await reader.read()).value ?? "";
      return Number(pattern.exec(log)?.[1]);
    };
    const admin = await until(/admin interface .*port=(\d+)\n/);
    const port = await until(/ listening .*port=(\d+)\n/);
    const conns: Deno.TcpConn[] = [];
    for (const at of [port, admin]) {
      for (let count = 0; count < 200; count++) conns.push(await Deno.connect({ port: at }));
    }
    assertStringIncludes(await say(admin, "GET /livez HTTP/1.1\r\n\r\n"), "alive");
    for (const conn of conns) conn.close();
    assertStringIncludes(await say(admin, "GET /readyz HTTP/1.1\r\n\r\n"), "ready");
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 0);
    await reader.cancel();
  });
}
