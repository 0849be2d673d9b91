/**
 * Calls of a real Asterisk to a FastAGI server of this library.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import {
  AgiAppError,
  AgiHangup,
  type AgiRequest,
  type Channel,
  type Environment,
  FastAgiServer,
  type Handler,
  serve,
} from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";

/** Serves one handler; `address` is what the dialplan calls. */
function start(handler: Handler): { server: FastAgiServer; address: string } {
  const server = serve(handler, { port: 0 });
  return { server, address: `agi://127.0.0.1:${server.addr.port}` };
}

Deno.test("FastAgiServer gets path, query and arguments from a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await using server = new FastAgiServer({ port: 0 });
  const seen = Promise.withResolvers<{ request: AgiRequest; environment: Environment }>();
  server.registerScriptHandler("/menu/:lang", ({ environment }, request) => {
    seen.resolve({ request, environment });
  });
  server.serveForever();
  const call = await asterisk.originate({
    agi: `agi://127.0.0.1:${server.addr.port}/menu/de?x=1&y=a%20b,first,second one`,
  });
  const { request, environment } = await seen.promise;
  assertEquals(request.script, "menu/de");
  assertEquals([...request.query], [["x", "1"], ["y", "a b"]]);
  assertEquals(request.args, ["first", "second one"]);
  assert(request.match !== null && "pathname" in request.match);
  assertEquals(request.match.pathname.groups["lang"], "de");
  assertEquals(environment.channel, call.channel);
  assertEquals(environment.uniqueId, call.uniqueid);
  assertEquals(environment.network, true);
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("FastAgiServer finds the paths of a real Asterisk as they were sent", async () => {
  await using asterisk = await Asterisk.start();
  await using server = new FastAgiServer({ port: 0 });
  const seen: string[] = [];
  server.registerScriptHandler("/admin", (_, { script }) => void seen.push(`admin ${script}`));
  server.registerScriptHandler("//var/:rest+", (_, { script }) => void seen.push(`var ${script}`));
  server.registerScriptHandler(null, (_, { script }) => void seen.push(`other ${script}`));
  server.serveForever();
  for (
    const [path, expected] of [
      ["admin", "admin admin"],
      ["menu/../admin", "other menu/../admin"],
      ["menu/%2e%2e/admin", "other menu/%2e%2e/admin"],
      ["/var/lib/x.agi", "var /var/lib/x.agi"],
    ]
  ) {
    seen.length = 0;
    const call = await asterisk.originate({
      agi: `agi://127.0.0.1:${server.addr.port}/${path}`,
    });
    assertEquals(await call.status, "SUCCESS");
    assertEquals(seen, [expected]);
  }
});

Deno.test("Channel.getData() gets the digits of a real caller", async () => {
  await using asterisk = await Asterisk.start();
  const got = Promise.withResolvers<unknown>();
  const { server, address } = start(async (channel) => {
    got.resolve(await channel.getData("beep", { timeout: 5000, maxDigits: 10 }));
  });
  await using _server = server;
  const call = await asterisk.originate({
    agi: address,
    caller: { exten: "dtmf", digits: "12#", delayMs: 300 },
  });
  assertEquals(await got.promise, { digits: "12", timedOut: false });
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("Channel.setVariable() sets what the dialplan then reads", async () => {
  await using asterisk = await Asterisk.start();
  const value = 'back\\slash, "quotes", $[1+1] and ü';
  const { server, address } = start(async (channel) => {
    await channel.setVariable("GREETING", value);
    assertEquals(await channel.getVariable("GREETING"), value);
    assertEquals(await channel.getVariable("NOT_SET"), null);
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address, report: ["GREETING"] });
  assertEquals(await call.status, "SUCCESS");
  assertEquals(await call.vars, { GREETING: value });
});

Deno.test("Channel rejects with one hangup when the caller goes in the middle of a file", async () => {
  await using asterisk = await Asterisk.start();
  const streaming = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<
    { errors: unknown[]; channel: Channel; after: string | null }
  >();
  const { server, address } = start(async (channel) => {
    const playing = channel.streamFile("demo-congrats").catch((error) => error);
    const waiting = channel.streamFile("beep").catch((error) => error);
    streaming.resolve();
    const errors = [await playing, await waiting];
    await channel.afterHangup.setVariable("AFTER", "hangup");
    ended.resolve({ errors, channel, after: await channel.afterHangup.getVariable("AFTER") });
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address, report: ["AFTER"] });
  await streaming.promise;
  await call.hangup();
  const { errors, channel, after } = await ended.promise;
  assertInstanceOf(errors[0], AgiHangup);
  assertStrictEquals(errors[0], errors[1]);
  assertStrictEquals(errors[0], channel.signal.reason);
  assertEquals(after, "hangup");
  assertEquals(await call.status, "HANGUP");
  assertEquals(await call.vars, { AFTER: "hangup" });
});

Deno.test("Channel.signal aborts when the caller goes while the handler awaits a timer", async () => {
  await using asterisk = await Asterisk.start();
  const inside = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<unknown>();
  const { server, address } = start(async (channel) => {
    const { promise, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error("The timer was not aborted")), 20_000);
    channel.signal.addEventListener("abort", () => reject(channel.signal.reason));
    inside.resolve();
    await promise.catch(ended.resolve);
    clearTimeout(timer);
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address });
  await inside.promise;
  await call.hangup();
  assertInstanceOf(await ended.promise, AgiHangup);
  assertEquals(await call.status, "HANGUP");
});

Deno.test("fetch() in a handler is aborted when the caller hangs up", async () => {
  await using asterisk = await Asterisk.start();
  using web = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = web.accept();
  const ended = Promise.withResolvers<unknown>();
  const { server, address } = start(async (channel) => {
    await fetch(`http://127.0.0.1:${web.addr.port}/`, { signal: channel.signal })
      .catch(ended.resolve);
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address });
  using _conn = await accepting;
  await call.hangup();
  assertInstanceOf(await ended.promise, AgiHangup);
  assertEquals(await call.status, "HANGUP");
});

Deno.test("Session tells a missing file from a hangup on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const ended = Promise.withResolvers<unknown>();
  const { server, address } = start(async (channel) => {
    const error = await channel.streamFile("no-such-file").catch((error) => error);
    ended.resolve([error, channel.signal.aborted, await channel.channelStatus()]);
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address });
  const [error, aborted, state] = await ended.promise as unknown[];
  assertInstanceOf(error, AgiAppError);
  assertEquals([aborted, state], [false, "up"]);
  assertEquals(await call.status, "FAILURE");
});

Deno.test("Session works on from the h extension, where nothing is aborted", async () => {
  await using asterisk = await Asterisk.start();
  const ended = Promise.withResolvers<unknown[]>();
  const { server, address } = start(async (channel) => {
    const refused = await channel.answer().catch((error) => error.name);
    await channel.setVariable("POST", "call");
    ended.resolve([refused, channel.signal.aborted, await channel.exec("NoOp", "x")]);
  });
  await using _server = server;
  await asterisk.originate({ exten: "dead", agi: address, caller: { stayMs: 100 } });
  assertEquals(await ended.promise, ["AgiDeadChannelError", false, 0]);
});

Deno.test("FastAgiServer leaves no broken pipe behind", async () => {
  await using asterisk = await Asterisk.start();
  const { server, address } = start(async (channel) => {
    await channel.noop();
  });
  await using _server = server;
  const calls = await Promise.all(
    Array.from({ length: 20 }, () => asterisk.originate({ agi: address })),
  );
  const statuses = await Promise.all(calls.map((call) => call.status));
  assertEquals(new Set(statuses), new Set(["SUCCESS"]));
  await Promise.all(calls.map((call) => call.hangup()));
  await Promise.all(calls.map((call) => call.ended));
  const log = await asterisk.log();
  assertEquals(log.match(/.*(Broken pipe|reset by peer).*/g), null);
});
