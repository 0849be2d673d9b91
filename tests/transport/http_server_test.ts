import { assertEquals, assertInstanceOf } from "@std/assert";
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
