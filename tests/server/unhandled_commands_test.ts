import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Channel } from "../../src/channel.ts";
import type { AnytimeCommand } from "../../src/command.ts";
import { answer } from "../../src/commands/mod.ts";
import { AgiAppError } from "../../src/errors.ts";
import type { AgiEvent, CallInfo } from "../../src/events.ts";
import { serve } from "../../src/server/serve.ts";
import { call } from "./serving.ts";

Deno.test("serve() goes on when a command fails that its handler does not await", async () => {
  const reported = Promise.withResolvers<[unknown, CallInfo]>();
  const returning = Promise.withResolvers<void>();
  const events: AgiEvent[] = [];
  await using server = serve(async (channel) => {
    channel.streamFile("nowhere");
    await channel.noop();
    await returning.promise;
  }, {
    port: 0,
    onError: (...report) => reported.resolve(report),
    onEvent: (event) => events.push(event),
  });
  await using peer = await call(server, "x");
  await peer.answer("200 result=-1 endpos=0\n");
  assertEquals(await peer.answer("200 result=0\n"), "CHANNEL STATUS");
  await peer.answer("200 result=0\n");
  const [error, { script }] = await reported.promise;
  assert(error instanceof AgiAppError);
  assertStringIncludes(error.message, 'STREAM FILE "nowhere" failed');
  assertEquals(script, "x");
  returning.resolve();
  assertEquals(await peer.line(), null);
  const event = events.find(({ type }) => type === "unhandled-rejection");
  assert(event?.type === "unhandled-rejection");
  assertEquals([event.error, event.route, event.call.script], [error, "default", "x"]);
});

for (
  const [name, fail] of [
    ["its signal had aborted", (channel) => {
      channel.with({ signal: AbortSignal.abort(new Error("too late")) }).noop();
    }],
    ["its signal had aborted with a text", (channel) => {
      channel.with({ signal: AbortSignal.abort("too late") }).noop();
    }],
    ["its signal aborts", (channel) => {
      const controller = new AbortController();
      channel.with({ signal: controller.signal }).noop();
      controller.abort(new Error("too late"));
    }],
    ["it is too long for a line", (channel) => {
      channel.verbose("x".repeat(1_000_000));
    }],
    ["it would be two lines", (channel) => {
      channel.setVariable("A", "b\nc");
    }],
    ["an argument is invalid", (channel) => {
      channel.sayDigits("twelve");
    }],
    ["it is not permitted after a hangup", (channel) => {
      channel.afterHangup.execute(answer() as AnytimeCommand<void>);
    }],
  ] satisfies [string, (channel: Channel) => void][]
) {
  Deno.test(`serve() reports a command that is not awaited when ${name}`, async () => {
    const reported = Promise.withResolvers<CallInfo>();
    await using other = serve(() => {}, {
      port: 0,
      onError: () => reported.reject(new Error("reported to the other server")),
    });
    assertEquals(other.connections, 0);
    await using server = serve(async (channel) => {
      fail(channel);
      await reported.promise;
    }, { port: 0, onError: (_error, call) => reported.resolve(call) });
    await using peer = await call(server, "x");
    assertEquals((await reported.promise).script, "x");
    while (await peer.line() !== null) await peer.say("200 result=0\n");
  });
}

Deno.test("serve() reports a command that is not awaited and fails after its call ended", async () => {
  const reported = Promise.withResolvers<CallInfo>();
  const ended = Promise.withResolvers<void>();
  await using server = serve((channel) => {
    ended.promise.then(() => channel.sayDigits("twelve"));
  }, { port: 0, onError: (_error, call) => reported.resolve(call) });
  await using peer = await call(server, "x");
  assertEquals(await peer.line(), null);
  ended.resolve();
  assertEquals((await reported.promise).script, "x");
});

Deno.test("serve() names no call for an error that several calls share", async () => {
  const shutdown = new AbortController();
  const reports: [unknown, CallInfo][] = [];
  const reported = Promise.withResolvers<void>();
  const ask = async (channel: Channel) => {
    await channel.with({ signal: shutdown.signal }).noop();
  };
  await using server = serve(async (channel) => {
    ask(channel);
    await reported.promise;
  }, {
    port: 0,
    onError: (...report) => reports.push(report) === 2 && reported.resolve(),
  });
  await using one = await call(server, "one");
  await using other = await call(server, "other");
  assertEquals([await one.line(), await other.line()], ["NOOP", "NOOP"]);
  const reason = new Error("shutting down");
  shutdown.abort(reason);
  await reported.promise;
  assertEquals(reports.map(([error]) => error), [reason, reason]);
  assertEquals(reports.map(([, { id, peer, script }]) => [id, peer, script]), [
    [0, undefined, ""],
    [0, undefined, ""],
  ]);
});

Deno.test("serve() names the call of an error that several of its own commands share", async () => {
  const reported = Promise.withResolvers<CallInfo>();
  await using server = serve(async (channel) => {
    const signal = AbortSignal.abort(new Error("too late"));
    const ask = async () => {
      await channel.with({ signal }).noop();
    };
    await ask().catch(() => {});
    ask();
    await reported.promise;
  }, { port: 0, onError: (_error, call) => reported.resolve(call) });
  await using peer = await call(server, "x");
  assertEquals((await reported.promise).script, "x");
  while (await peer.line() !== null);
});
