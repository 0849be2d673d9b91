import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { AgiSigpipeHangup } from "../../src/errors.ts";
import { FastAgiServer } from "../../src/server/server.ts";
import { call, Events, start } from "./serving.ts";

Deno.test("FastAgiServer.shutdown() accepts no more, and lets calls go on", async () => {
  const inside = Promise.withResolvers<void>();
  const [server, events] = start(async (channel) => {
    inside.resolve();
    await channel.noop("last");
  });
  await using peer = await call(server, "");
  await inside.promise;
  const { port } = server.addr;
  const down = server.shutdown();
  assertEquals((await events.next("drain")).calls, 1);
  // It may get as far as the kernel's queue, and is reset there.
  await assertRejects(async () => {
    using conn = await Deno.connect({ port });
    if (await conn.read(new Uint8Array(1)) === null) throw new Error("It was closed");
  });
  assertEquals(await peer.answer("200 result=0\n"), 'NOOP "last"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await down;
  await server.finished;
  assertEquals((await events.next("call-end")).outcome, "completed");
});

Deno.test("FastAgiServer.shutdown() ends calls that outlast its timeout", async () => {
  const [server, events] = start(async (channel) => {
    await channel.waitForDigit();
  });
  await using peer = await call(server, "");
  await peer.line();
  const down = server.shutdown({ timeout: 1 });
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await down;
  assertEquals((await events.next("call-end")).outcome, "hangup");
});

Deno.test("FastAgiServer.shutdown() called again shortens the timeout", async () => {
  const [server, events] = start(async (channel) => {
    await channel.waitForDigit();
  });
  await using peer = await call(server, "");
  await peer.line();
  const down = server.shutdown();
  server.shutdown({ timeout: 1 });
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await down;
  assertEquals((await events.next("call-end")).outcome, "hangup");
  assertEquals(events.all.filter(({ type }) => type === "drain").length, 1);
});

Deno.test("FastAgiServer.handleRequest() takes one call, or none in time", async () => {
  await using server = new FastAgiServer({ port: 0 });
  let count = 0;
  server.registerScriptHandler(null, () => {
    count++;
  });
  assertEquals(await server.handleRequest({ timeout: 1 }), false);
  server.timeout = 1;
  assertEquals(await server.handleRequest(), false);
  const handling = server.handleRequest({ timeout: 10_000 });
  await using peer = await call(server, "");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals(await handling, true);
  assertEquals(count, 1);
  await assertRejects(
    () => server.handleRequest({ timeout: -1 }),
    RangeError,
    "Invalid timeout -1: must be",
  );
});

Deno.test("FastAgiServer.handleRequest() passes over a connection that was reset in the queue", async () => {
  const events = new Events();
  await using server = new FastAgiServer({ port: 0, onEvent: events.observe });
  server.registerScriptHandler(null, (channel) => channel.noop());
  const { hostname: host, port } = server.addr;
  const socket = connectSocket({ host, port });
  await once(socket, "connect");
  socket.resetAndDestroy();
  await using peer = await call(server, "");
  const handling = server.handleRequest({ timeout: 10_000 });
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals(await handling, true);
  const { reason, call: gone } = await events.next("rejected");
  assertInstanceOf(reason, AgiSigpipeHangup);
  assertEquals([gone.id, gone.peer, gone.channel], [1, undefined, ""]);
});

Deno.test("FastAgiServer.handleRequest() gives two that wait a call each", async () => {
  await using server = new FastAgiServer({ port: 0 });
  server.registerScriptHandler(null, () => {});
  const both = Promise.all([server.handleRequest(), server.handleRequest()]);
  for (let count = 0; count < 2; count++) {
    await using peer = await call(server, "");
    assertEquals(await peer.line(), null);
  }
  assertEquals(await both, [true, true]);
});

Deno.test("FastAgiServer is shut down by the signal of serve()", async () => {
  const controller = new AbortController();
  let addr: Deno.NetAddr | undefined;
  const [server] = start(() => {}, {
    signal: controller.signal,
    onListen: (given) => addr = given,
  });
  assertEquals(addr, server.addr);
  assertEquals(server.addr.hostname, "127.0.0.1");
  controller.abort();
  await server.finished;
});
