import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { AgiHangup, AgiProtocolError, AgiSigpipeHangup } from "../../src/errors.ts";
import type { Command } from "../../src/command.ts";
import type { AgiRequest, Handler } from "../../src/handler/router.ts";
import { FastAgiServer } from "../../src/server/server.ts";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { aborted, Peer } from "../peer.ts";
import { call, connect, Events, start } from "./serving.ts";

const COMMAND: Command<void> = {
  verb: "NOOP",
  args: [],
  allowedOnDeadChannel: true,
  parse() {},
};

Deno.test("serve() runs the handler for each call, with what Asterisk asked for", async () => {
  let got: AgiRequest | undefined;
  const [server] = start(async (channel, request) => {
    got = request;
    await channel.verbose("hello");
  });
  await using peer = await call(server, "path/x?a=1&b=%20", "agi_arg_1: one\nagi_arg_2: \n");
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "hello" "1"');
  assertEquals(await peer.line(), null);
  assertEquals(got?.script, "path/x");
  assertEquals(got?.args, ["one", ""]);
  assertEquals([...got?.query ?? []], [["a", "1"], ["b", " "]]);
  assertEquals(got?.match, null);
  await peer[Symbol.asyncDispose]();
  await server.shutdown();
});

Deno.test("FastAgiServer finds handlers in order, with their match", async () => {
  await using server = new FastAgiServer({ port: 0 });
  const seen: string[] = [];
  const note = (name: string): Handler => (_, { match }) => {
    seen.push(`${name} ${match?.[0 as never] ?? ""}`);
  };
  server.registerScriptHandler(/a+/, note("regexp"));
  server.registerScriptHandler("/:path", note("pattern"));
  server.registerScriptHandler(null, note("default"));
  server.serveForever();
  for (const script of ["aab", "b", "b/c", ""]) {
    await using peer = await call(server, script);
    assertEquals(await peer.line(), null);
  }
  assertEquals(seen, ["regexp aa", "pattern ", "default ", "default "]);
});

Deno.test("FastAgiServer.getScriptHandler() tells the handler and the match", async () => {
  await using server = new FastAgiServer({ port: 0 });
  const handler = () => {};
  const pattern = /menu\/(\d+)/;
  assertEquals(server.getScriptHandler("menu/1"), undefined);
  server.registerScriptHandler(pattern, handler);
  const [found, match] = server.getScriptHandler("menu/12") ?? [];
  assertStrictEquals(found, handler);
  assertEquals(Array.from(match as RegExpExecArray), ["menu/12", "12"]);
  assert(server.unregisterScriptHandler(pattern));
  assertEquals(server.getScriptHandler("menu/12"), undefined);
  server.registerScriptHandler(null, handler);
  server.registerScriptHandler("/x", handler);
  server.clearScriptHandlers();
  assertEquals(server.getScriptHandler("x"), [handler, null]);
  server.registerScriptHandler(null, null);
  assertEquals(server.getScriptHandler("x"), undefined);
  assertThrows(
    () => server.registerScriptHandler("/x", null),
    TypeError,
    "Invalid handler null for /x",
  );
});

Deno.test("FastAgiServer closes a call that has no handler, and says which path", async () => {
  const events = new Events();
  await using server = new FastAgiServer({ port: 0, onEvent: events.observe });
  server.registerScriptHandler("/menu/:lang", () => {});
  server.serveForever();
  await using peer = await call(server, "nobody/here");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const end = await events.next("call-end");
  assertEquals(end.outcome, "no-handler");
  assertEquals([end.route, end.routes], [undefined, ["/menu/:lang"]]);
  assertEquals(end.call.script, "nobody/here");
  assertEquals(end.call.channel, "SIP/1");
  assertEquals(end.call.uniqueId, "1.1");
});

Deno.test("FastAgiServer.calls lists the calls in progress, the oldest first", async () => {
  const before = Date.now();
  const [server] = start(async (channel, { script }) => {
    if (script === "busy") await channel.getData("enter-pin");
    else await aborted(channel.signal);
  });
  assertEquals(server.calls, []);
  await using silent = await connect(server);
  await using busy = await call(server, "busy");
  await busy.line();
  const [first, ...others] = server.calls;
  assertEquals(others, [], "a connection without an environment is not a call");
  const { since = 0, call: { id, script } = {}, ...rest } = first ?? {};
  assertEquals([id, script], [2, "busy"]);
  assertEquals(rest, { route: "default", lastCommand: "GET DATA", hungUp: false });
  assert(since >= before - 1 && since <= Date.now() + 1, `${since}`);
  await busy.say("200 result=1\n");
  assertEquals(await busy.line(), null);
  await busy[Symbol.asyncDispose]();
  await silent[Symbol.asyncDispose]();
  await server.shutdown();
  assertEquals(server.calls, []);
});

Deno.test("FastAgiServer gives no event of a command with events: calls, and counts them", async () => {
  const events = new Events();
  const counted: unknown[] = [];
  await using server = new FastAgiServer({
    port: 0,
    events: "calls",
    onEvent: events.observe,
    onReply(verb, status, duration) {
      counted.push([verb, status]);
      assert(duration >= 0 && duration < 60_000);
      throw new Error("a counter must not harm a call");
    },
  });
  server.registerScriptHandler(null, async (channel) => {
    await channel.noop();
    await assertRejects(() => channel.execute({ ...COMMAND, verb: "MADE UP" }));
    await assertRejects(() => channel.waitForDigit(), AgiHangup);
  });
  server.serveForever();
  await using peer = await call(server, "x");
  await peer.answer("200 result=0\n");
  await peer.answer("510 Invalid or unknown command\n");
  await peer.line();
  await peer.say("200 result=-1\nHANGUP\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await server.shutdown();
  const seen = events.all.map(({ type }) => type);
  assertEquals(seen, ["listen", "call-start", "hangup", "call-end", "drain"]);
  assertEquals(counted, [["NOOP", 200], ["MADE UP", 510], ["WAIT FOR DIGIT", 200]]);
});

Deno.test("FastAgiServer goes on when a handler throws, and tells what", async () => {
  const failure = new Error("broken");
  const [server, events] = start((_, { script }) => {
    if (script === "bad") throw failure;
  });
  await using good = await call(server, "good");
  await using bad = await call(server, "bad");
  assertEquals(await bad.line(), null);
  assertEquals(await good.line(), null);
  await Promise.all([good[Symbol.asyncDispose](), bad[Symbol.asyncDispose]()]);
  await events.next("call-end", 2);
  const ends = events.all.filter((event) => event.type === "call-end");
  const outcomes = Object.fromEntries(ends.map(({ call, outcome }) => [call.script, outcome]));
  assertEquals(outcomes, { good: "completed", bad: "failed" });
  assertStrictEquals(ends.find(({ call }) => call.script === "bad")?.error, failure);
  await server.shutdown();
});

Deno.test("FastAgiServer takes a hangup for an ordinary end", async () => {
  const [server, events] = start(async (channel) => {
    await channel.streamFile("long");
  });
  await using peer = await call(server, "");
  await peer.line();
  await peer.say("200 result=-1 endpos=160\nHANGUP\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  const { outcome, error } = await events.next("call-end");
  assertEquals([outcome, error], ["hangup", undefined]);
  await server.shutdown();
});

Deno.test("FastAgiServer takes a fetch that the hangup aborted for an ordinary end", async () => {
  using web = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [server, events] = start(async (channel) => {
    await fetch(`http://127.0.0.1:${web.addr.port}/`, { signal: channel.signal });
  });
  const accepting = web.accept();
  await using peer = await call(server, "");
  using _conn = await accepting;
  await peer.say("HANGUP\n");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals((await events.next("call-end")).outcome, "hangup");
  await server.shutdown();
});

Deno.test("FastAgiServer takes no harm from commands that nobody awaits", async () => {
  const [server, events] = start((channel) => {
    channel.streamFile("forgotten");
    channel.noop();
  });
  await using peer = await call(server, "");
  await peer[Symbol.asyncDispose]();
  assertEquals((await events.next("call-end")).outcome, "completed");
  await server.shutdown();
});

Deno.test("FastAgiServer ends probes and strangers quietly", async () => {
  const [server, events] = start(() => {});
  const probe = await Deno.connect({ port: server.addr.port });
  probe.close();
  assertInstanceOf((await events.next("rejected")).reason, AgiSigpipeHangup);
  await using browser = new Peer(tcpDuplex(await Deno.connect({ port: server.addr.port })));
  await browser.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  assertEquals(await browser.line(), null);
  assertInstanceOf((await events.next("rejected", 2)).reason, AgiProtocolError);
  await using peer = await call(server, "");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  await server.shutdown();
});

Deno.test("FastAgiServer refuses none of a thousand connections at once", async () => {
  let count = 0;
  const [server] = start(() => {
    count++;
  });
  const peers = await Promise.all(Array.from({ length: 1000 }, () => call(server, "")));
  const ends = await Promise.all(peers.map((peer) => peer.line()));
  assertEquals(ends.every((line) => line === null), true);
  await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()));
  await server.shutdown();
  assertEquals(count, 1000);
});

Deno.test("FastAgiServer refuses a port that is taken", async () => {
  await using server = new FastAgiServer({ port: 0 });
  assertThrows(() => new FastAgiServer({ port: server.addr.port }), Deno.errors.AddrInUse);
});

Deno.test("Channel.signal has the hangup as its reason in a handler", async () => {
  const told = Promise.withResolvers<unknown>();
  const [server] = start(async (channel) => {
    await aborted(channel.signal);
    told.resolve(channel.signal.reason);
    await channel.afterHangup.setVariable("DONE", "yes");
  });
  await using peer = await call(server, "");
  await peer.say("HANGUP\n");
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "DONE" "yes"');
  assertInstanceOf(await told.promise, AgiHangup);
  await peer[Symbol.asyncDispose]();
  await server.shutdown();
});

Deno.test("FastAgiServer closes a connection whose tap throws, and tells why", async () => {
  const [server, events] = start(() => {}, {
    tap() {
      throw new TypeError("no tap");
    },
  });
  await using peer = await connect(server);
  assertEquals(await peer.line(), null);
  const { reason } = await events.next("rejected");
  assertEquals(reason.message, "Cannot start the call: no tap");
  assertEquals(server.connections, 0);
  await server.shutdown();
});

Deno.test("FastAgiServer survives commands that nobody awaits when a peer speaks no AGI", async () => {
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  addEventListener("unhandledrejection", note);
  const [server, events] = start(async (channel) => {
    channel.noop();
    channel.noop();
    await channel.noop();
  });
  await using peer = await call(server, "");
  await peer.line();
  await peer.say("garbage\n");
  const { outcome } = await events.next("call-end");
  assertEquals(outcome, "failed");
  await server.shutdown();
  removeEventListener("unhandledrejection", note);
  assertEquals(unhandled, []);
});

Deno.test("FastAgiServer sends no command that waits when the handler returns", async () => {
  const [server, events] = start((channel) => {
    channel.noop("one");
    channel.noop("two");
  }, { statusVariable: "STATUS" });
  await using peer = await call(server, "");
  assertEquals(await peer.line(), 'NOOP "one"');
  await peer.say("200 result=0\n");
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "STATUS" "SUCCESS"');
  const { pending } = await events.next("call-end");
  assertEquals(pending, ["NOOP", "NOOP"]);
  await server.shutdown();
});
