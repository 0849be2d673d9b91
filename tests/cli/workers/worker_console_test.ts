import { assert, assertEquals } from "@std/assert";
import { WorkerConsole } from "../../../src/cli/workers/worker_console.ts";
import { WorkerSocket } from "../../../src/cli/workers/worker_socket.ts";
import type { CallInfo } from "../../../src/events.ts";

Deno.test("WorkerConsole masks what callers enter before it leaves the worker", async () => {
  using socket = WorkerSocket.open();
  const accepted = socket.accept();
  const options = { socket: socket.path, handlers: [], log: () => {} };
  const worker = await WorkerConsole.join({ ...options, maskDigits: true });
  using conn = await accepted;
  const received = new Response(conn.readable).text();
  const call: CallInfo = {
    id: 1,
    peer: "[::1]:1",
    channel: "C",
    uniqueId: "1",
    script: "pin/47*1",
  };
  const head = "agi_network: yes\nagi_arg_1: 47*1\nagi_callerid: 200\n\n";
  const { server } = worker;
  const { readable } = server.tap({
    readable: new Blob([head, "200 result=47*1\n"]).stream(),
    writable: new WritableStream(),
  }, call);
  server.watch({ type: "call-start", call, route: "/pin" });
  server.watch({ type: "command", call, verb: "GET DATA", line: "GET DATA pin" });
  await new Response(readable).text();
  server.watch({
    type: "reply",
    call,
    verb: "GET DATA",
    status: 200,
    result: "47*1",
    text: "",
    duration: 1,
  });
  const error = new Error("wrong pin 47*1");
  server.watch({ type: "call-end", call, outcome: "failed", duration: 1, error });
  await worker[Symbol.asyncDispose]();
  const text = await received;
  for (const part of ["agi_callerid: 200", "agi_arg_1: ****", "wrong pin ****", "result=****"]) {
    assert(text.includes(part), `${part} is not in ${text}`);
  }
  assert(!text.includes("47*1"), text);
});

Deno.test("WorkerConsole reports the handlers that it serves", async () => {
  using socket = WorkerSocket.open();
  const accepted = socket.accept();
  const handlers = [{ path: "/etc/tipring/pin.ts", route: "/pin", handler: () => {} }];
  const worker = await WorkerConsole.join({
    socket: socket.path,
    maskDigits: true,
    handlers,
    log: () => {},
  });
  using conn = await accepted;
  const received = new Response(conn.readable).text();
  await worker[Symbol.asyncDispose]();
  const { reports } = JSON.parse(await received);
  const shown = [{ route: "/pin", file: "pin.ts" }];
  assertEquals(reports, [{ type: "handlers", handlers: shown }]);
});
