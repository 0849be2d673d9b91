import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { HttpServer } from "../../src/transport/http_server.ts";

Deno.test("HttpServer listens again after the process had no descriptors left", async () => {
  const script = new URL("full_process.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'ulimit -n 80; exec "$@"', "sh", Deno.execPath(), "run", "-A", script],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(text, "stopped\nhere\n", new TextDecoder().decode(stderr));
  assertEquals(success, true);
});

Deno.test("HttpServer answers a request whose handling throws with 500", async () => {
  const thrown: unknown[] = [];
  await using server = new HttpServer({
    hostname: "127.0.0.1",
    port: 0,
    handle() {
      throw new TypeError("no");
    },
    onError: (error) => thrown.push(error),
  });
  const response = await fetch(`http://127.0.0.1:${server.addr.port}`);
  assertEquals([response.status, await response.text()], [500, ""]);
  assertInstanceOf(thrown[0], TypeError);
});

Deno.test("HttpServer ends also while a peer does not send the rest of its request", async () => {
  const server = new HttpServer({
    hostname: "127.0.0.1",
    port: 0,
    handle: () => new Response(null, { status: 403 }),
  });
  await using stack = new AsyncDisposableStack();
  const conn = stack.use(await Deno.connect({ port: server.addr.port }));
  await conn.write(new TextEncoder().encode(
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
  ));
  await conn.read(new Uint8Array(1000));
  const begun = performance.now();
  await server[Symbol.asyncDispose]();
  const passed = performance.now() - begun;
  assert(passed < 5000, `${passed} ms`);
  while (await conn.read(new Uint8Array(1000)).catch(() => null) !== null);
});
