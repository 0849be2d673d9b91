import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Admission } from "../../src/server/admission.ts";
import { AgiHangup, AgiTimeoutError } from "../../src/errors.ts";
import type { Handler } from "../../src/handler/router.ts";
import { FastAgiServer } from "../../src/server/server.ts";
import type { Peer } from "../peer.ts";
import { call, connect, Events, start } from "./serving.ts";

/** A handler that goes on until it gets a command answered. */
const busy: Handler = async (channel) => {
  await channel.noop();
};

/** Calls, and waits until the handler runs. */
async function busyCall(server: FastAgiServer): Promise<Peer> {
  const peer = await call(server, "");
  assertEquals(await peer.line(), "NOOP");
  return peer;
}

/** Lets a busy call end. */
async function finish(peer: Peer): Promise<void> {
  await peer.say("200 result=0\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
}

/** Connects, is closed before any byte, and returns the event. */
async function refused(server: FastAgiServer, events: Events, count = 1) {
  await using peer = await connect(server);
  assertEquals(await peer.line(), null);
  const { reason, call } = await events.next("refused", count);
  assertEquals([call.channel, call.uniqueId, call.script], ["", "", ""]);
  return { reason, peer: call.peer };
}

Deno.test("FastAgiServer closes a peer that `allow` refuses, before it reads anything", async () => {
  const seen: string[] = [];
  let taps = 0;
  const [server, events] = start(() => {}, {
    allow({ hostname, port }) {
      seen.push(`${hostname}:${port}`);
      return seen.length > 1;
    },
    tap(duplex) {
      taps++;
      return duplex;
    },
  });
  const { reason, peer } = await refused(server, events);
  assertEquals([reason, peer, taps], ["peer", seen[0], 0]);
  assertEquals(server.connections, 0);
  await using other = await call(server, "");
  assertEquals(await other.line(), null);
  await other[Symbol.asyncDispose]();
  assertEquals((await events.next("call-end")).call.peer, seen[1]);
  assertEquals(taps, 1);
  await server.shutdown();
});

Deno.test("FastAgiServer lets nobody in when `allow` throws, and goes on", async () => {
  const failure = new Error("no list");
  let count = 0;
  const [server, events] = start(() => {}, {
    allow() {
      if (++count === 1) throw failure;
      return true;
    },
  });
  await using stranger = await connect(server);
  assertEquals(await stranger.line(), null);
  assertStrictEquals((await events.next("accept-error")).error, failure);
  await using peer = await call(server, "");
  assertEquals(await peer.line(), null);
  await Promise.all([stranger[Symbol.asyncDispose](), peer[Symbol.asyncDispose]()]);
  await server.shutdown();
});

for (const [option, reason] of [["maxCalls", "calls"], ["maxCallsPerPeer", "calls-per-peer"]]) {
  Deno.test(`FastAgiServer closes connections over ${option}, until a call ends`, async () => {
    const [server, events] = start(busy, { [`${option}`]: 2 });
    const first = await busyCall(server);
    const second = await busyCall(server);
    assertEquals((await refused(server, events)).reason, reason);
    await finish(first);
    await events.next("call-end");
    const third = await busyCall(server);
    assertEquals((await refused(server, events, 2)).reason, reason);
    await Promise.all([finish(second), finish(third)]);
    await server.shutdown();
    assertEquals(events.all.filter(({ type }) => type === "refused").length, 2);
  });
}

Deno.test("FastAgiServer.handleRequest() does not take a refused connection for a call", async () => {
  const events = new Events();
  let count = 0;
  await using server = new FastAgiServer({
    port: 0,
    onEvent: events.observe,
    allow: () => ++count > 1,
  });
  server.registerScriptHandler(null, () => {});
  const handling = server.handleRequest({ timeout: 10_000 });
  assertEquals((await refused(server, events)).reason, "peer");
  await using peer = await call(server, "");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals(await handling, true);
  assertEquals(await server.handleRequest({ timeout: 1 }), false);
});

Deno.test("Admission counts the connections of each address by itself", () => {
  const admission = Admission.of({ maxCallsPerPeer: 1 });
  const addr = (hostname: string): Deno.NetAddr => ({ transport: "tcp", hostname, port: 1 });
  assert(admission !== undefined);
  assertEquals(admission.enter(addr("10.0.0.1"), 0), undefined);
  assertEquals(admission.enter(addr("10.0.0.2"), 1), undefined);
  assertEquals(admission.enter(addr("10.0.0.1"), 2), "calls-per-peer");
  admission.leave(addr("10.0.0.2"));
  assertEquals(admission.enter(addr("10.0.0.1"), 1), "calls-per-peer");
  assertEquals(admission.enter(addr("10.0.0.2"), 1), undefined);
  admission.leave(addr("10.0.0.1"));
  assertEquals(admission.enter(addr("10.0.0.1"), 1), undefined);
});

Deno.test("FastAgiServer refuses options that make no sense, and does not listen", () => {
  for (const limit of [0, -1, NaN]) {
    for (const name of ["maxCalls", "maxCallsPerPeer", "maxCallTime"]) {
      const make = () => new FastAgiServer({ port: 0, [name]: limit });
      assertThrows(make, RangeError, `Invalid ${name} ${limit}: must be`);
    }
  }
  for (const name of ["", "A B", "CDR(x)", "${X}", "A\n", "Ä"]) {
    assertThrows(
      () => new FastAgiServer({ port: 0, statusVariable: name }),
      TypeError,
      `Invalid statusVariable ${JSON.stringify(name)}: must be letters, digits and _`,
    );
  }
});

Deno.test("FastAgiServer ends a call at maxCallTime: the handler gets an AgiHangup", async () => {
  let got: unknown;
  const [server, events] = start(async (channel) => {
    try {
      await channel.exec("Wait", "3600");
    } catch (error) {
      got = error;
      throw error;
    }
  }, { maxCallTime: 1 });
  await using peer = await call(server, "");
  assertEquals(await peer.line(), 'EXEC "Wait" "3600"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const { outcome, error } = await events.next("call-end");
  assertInstanceOf(got, AgiHangup);
  assertEquals(got.message, "Call exceeded maxCallTime (1 ms)");
  assertEquals(outcome, "failed");
  assertInstanceOf(error, AgiTimeoutError);
  await server.shutdown();
});

Deno.test("FastAgiServer lets a handler clean up after maxCallTime", async () => {
  const [server, events] = start(async (channel) => {
    const { promise, reject } = Promise.withResolvers<void>();
    channel.signal.addEventListener("abort", () => reject(channel.signal.reason));
    try {
      await promise;
    } finally {
      await channel.afterHangup.setVariable("CLEAN", "soon");
      await channel.afterHangup.setVariable("CLEAN", "yes");
    }
  }, { maxCallTime: 1, statusVariable: "HOW" });
  await using peer = await call(server, "");
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "CLEAN" "soon"');
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "CLEAN" "yes"');
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "HOW" "FAILED"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals((await events.next("call-end")).outcome, "failed");
  await server.shutdown();
});

Deno.test("FastAgiServer leaves a stuck handler behind at maxCallTime", async () => {
  const stuck = Promise.withResolvers<void>();
  const [server, events] = start(() => stuck.promise, {
    maxCallTime: 1,
    closeTimeout: 1,
    maxCalls: 1,
  });
  for (const count of [1, 2]) {
    await using peer = await call(server, "");
    assertEquals(await peer.line(), null);
    assertEquals((await events.next("call-end", count)).outcome, "failed");
  }
  await server.shutdown();
  stuck.resolve();
});

Deno.test("FastAgiServer does not touch a call that ends before maxCallTime", async () => {
  const [server, events] = start(busy, { maxCallTime: 60_000 });
  await finish(await busyCall(server));
  assertEquals((await events.next("call-end")).outcome, "completed");
  await server.shutdown();
});

Deno.test("FastAgiServer tells the dialplan by statusVariable how a call ended", async () => {
  const events = new Events();
  await using server = new FastAgiServer({
    port: 0,
    onEvent: events.observe,
    statusVariable: "TIPRING_STATUS",
  });
  server.registerScriptHandler("/good", () => {});
  server.registerScriptHandler("/bad", () => {
    throw new Error("broken");
  });
  server.serveForever();
  for (
    const [script, status] of [["good", "SUCCESS"], ["bad", "FAILED"], ["nobody", "NOT_FOUND"]]
  ) {
    await using peer = await call(server, `${script}`);
    const line = await peer.answer("200 result=1\n");
    assertEquals(line, `SET VARIABLE "TIPRING_STATUS" "${status}"`);
    assertEquals(await peer.line(), null);
  }
});

Deno.test("FastAgiServer sets statusVariable after a hangup", async () => {
  const [server] = start(async (channel) => {
    await channel.streamFile("long");
  }, { statusVariable: "HOW" });
  await using peer = await call(server, "");
  await peer.line();
  await peer.say("200 result=-1 endpos=160\nHANGUP\n");
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "HOW" "HANGUP"');
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await server.shutdown();
});

Deno.test("FastAgiServer does not wait for statusVariable when the connection is gone", async () => {
  const [server, events] = start(busy, { statusVariable: "HOW", closeTimeout: 60_000 });
  const peer = await busyCall(server);
  await peer[Symbol.asyncDispose]();
  // A test that waited for so long would be noticed.
  assertEquals((await events.next("call-end")).outcome, "hangup");
  await server.shutdown();
});

Deno.test("FastAgiServer waits for statusVariable no longer than closeTimeout", async () => {
  const [server, events] = start(() => {}, { statusVariable: "HOW", closeTimeout: 1 });
  await using peer = await call(server, "");
  assertEquals(await peer.line(), 'SET VARIABLE "HOW" "SUCCESS"');
  assertEquals((await events.next("call-end")).outcome, "completed");
  await server.shutdown();
});
