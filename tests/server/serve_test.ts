import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { CallInfo } from "../../src/events.ts";
import { type Handler, Router } from "../../src/handler/router.ts";
import { serve } from "../../src/server/serve.ts";
import { call } from "./serving.ts";

/** Which handler a path gets, as each calls itself in a NOOP. */
async function nameOf(server: ReturnType<typeof serve>, script: string): Promise<string | null> {
  await using peer = await call(server, script);
  const line = await peer.line();
  if (line === null) return null;
  await peer.say("200 result=0\n");
  await peer.line();
  return line;
}

const named = (name: string): Handler => async (channel) => {
  await channel.noop(name);
};

Deno.test("serve() takes a record of routes, and a fallback", async () => {
  await using server = serve({ "/pin": named("pin"), "/menu/:lang": named("menu") }, {
    port: 0,
    fallback: named("other"),
  });
  assertEquals(await nameOf(server, "pin"), 'NOOP "pin"');
  assertEquals(await nameOf(server, "menu/de"), 'NOOP "menu"');
  assertEquals(await nameOf(server, "menu"), 'NOOP "other"');
});

Deno.test("serve() ends a call that no route matches", async () => {
  await using server = serve({ "/pin": named("pin") }, { port: 0 });
  assertEquals(await nameOf(server, "menu"), null);
});

Deno.test("serve() takes a Router, which may change while it serves", async () => {
  const router = new Router();
  router.add("/a", named("a"));
  await using server = serve(router, { port: 0 });
  assertEquals(await nameOf(server, "a"), 'NOOP "a"');
  router.add("/b", named("b"));
  assertEquals(await nameOf(server, "b"), 'NOOP "b"');
});

Deno.test("serve() refuses what is no handler, before it listens", () => {
  const one = { "/pin": undefined as unknown as Handler };
  assertThrows(
    () => serve(one, { port: 0 }),
    TypeError,
    "Invalid handler for /pin: must be a function",
  );
  assertThrows(() => serve({ pin: () => {} }, { port: 0 }), TypeError, "pin");
  const fallback = () => {};
  assertThrows(() => serve(() => {}, { port: 0, fallback }), TypeError, "fallback");
});

Deno.test("serve() reports what a handler threw to onError, with the call", async () => {
  const failure = new Error("broken");
  const reported = Promise.withResolvers<[unknown, CallInfo]>();
  await using server = serve(() => Promise.reject(failure), {
    port: 0,
    onError: (...report) => reported.resolve(report),
  });
  await using peer = await call(server, "x");
  assertEquals(await peer.line(), null);
  const [error, { script }] = await reported.promise;
  assertEquals([error, script], [failure, "x"]);
});

Deno.test("serve() writes what a handler threw to standard error, unless onError takes it", async () => {
  const { error: original } = console;
  const printed: unknown[][] = [];
  console.error = (...words: unknown[]) => printed.push(words);
  try {
    for (const options of [{}, { onError: () => {} }]) {
      await using server = serve(() => Promise.reject(new Error("broken")), {
        port: 0,
        ...options,
      });
      await using peer = await call(server, "x");
      assertEquals(await peer.line(), null);
      await server.shutdown();
      assertEquals(printed.length, 1);
    }
  } finally {
    console.error = original;
  }
  const [[text] = []] = printed;
  assertStringIncludes(`${text}`, '("x") failed: Error: broken\n    at ');
});

Deno.test("serve() abandons a handler that does not end after the hangup", async () => {
  const reported = Promise.withResolvers<unknown>();
  await using server = serve(() => new Promise(() => {}), {
    port: 0,
    hangupGrace: 1,
    onError: reported.resolve,
  });
  await using peer = await call(server, "x");
  await peer.say("HANGUP\n");
  assertEquals(await peer.line(), null, "the connection is closed, and Asterisk's channel free");
  assertStringIncludes(`${await reported.promise}`, "did not end within 1 ms of the hangup");
  await peer[Symbol.asyncDispose]();
  assertThrows(() => serve(() => {}, { port: 0, hangupGrace: -1 }), RangeError, "hangupGrace");
});

Deno.test("serve() probes Asterisk while the handler sends no command", async () => {
  const looked = Promise.withResolvers<void>();
  await using server = serve(async (channel) => {
    await looked.promise;
    await channel.setVariable("FOUND", "yes");
  }, { port: 0, probeInterval: 20 });
  await using peer = await call(server, "x");
  for (let count = 1; count <= 3; count++) {
    const [, token] = /^GET FULL VARIABLE "(tipring-.*)"$/.exec(await peer.line() ?? "") ?? [];
    if (count === 3) looked.resolve();
    await peer.say(`200 result=1 (${token})\n`);
  }
  let line = await peer.line();
  while (line?.startsWith("GET FULL")) {
    await peer.say(`200 result=1 (${/"(.*)"/.exec(line)?.[1]})\n`);
    line = await peer.line();
  }
  assertEquals(line, 'SET VARIABLE "FOUND" "yes"');
  await peer.say("200 result=1\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertThrows(() => serve(() => {}, { port: 0, probeInterval: 0 }), RangeError, "probeInterval");
});

Deno.test("serve() reports the commands that were pending when the handler returned", async () => {
  const ended = Promise.withResolvers<readonly string[] | undefined>();
  await using server = serve((channel) => {
    channel.noop();
    channel.streamFile("x");
  }, {
    port: 0,
    onEvent: (event) => {
      if (event.type === "call-end") ended.resolve(event.pending);
    },
  });
  await using peer = await call(server, "x");
  assertEquals(await peer.line(), "NOOP");
  assertEquals(await peer.line(), null, "what was in the queue is not sent");
  await peer[Symbol.asyncDispose]();
  assertEquals(await ended.promise, ["NOOP", "STREAM FILE"]);
});
