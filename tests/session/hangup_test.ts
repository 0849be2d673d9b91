import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { noop } from "../../src/commands/console.ts";
import { AgiHangup, AgiSighupHangup } from "../../src/errors.ts";
import { Session } from "../../src/session/session.ts";
import { countListeners } from "../model/listeners.ts";
import { aborted, ENVIRONMENT, memory } from "../peer.ts";

Deno.test("Session is hung up from the start when its hangup signal is aborted before", async () => {
  const { duplex, peer } = memory();
  const reason = new AgiSighupHangup("SIGHUP");
  const starting = Session.start(duplex, { hangup: AbortSignal.abort(reason) });
  await peer.say(ENVIRONMENT);
  const session = await starting;
  assert(session.hungUp);
  assertStrictEquals(session.signal.reason, reason);
  assertStrictEquals(await assertRejects(() => session.execute(noop())), reason);
  const after = session.executeAnytime(noop());
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await after;
  await peer[Symbol.asyncDispose]();
  await session.close();
});

Deno.test("Session.close() stops listening to the hangup signal", async () => {
  const { duplex, peer } = memory();
  const { signal } = new AbortController();
  const listeners = countListeners(signal);
  const starting = Session.start(duplex, { hangup: signal });
  await peer.say(ENVIRONMENT);
  const session = await starting;
  assertEquals(listeners(), 1);
  await peer[Symbol.asyncDispose]();
  await session.close();
  assertEquals(listeners(), 0);
});

Deno.test("Session sends the commands of a hangup listener after the last line has been read", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(ENVIRONMENT);
  const session = await starting;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  session.signal.addEventListener("abort", () => {
    session.executeAnytime(noop()).catch(resolve);
  });
  // The reply is too early: it cannot be that of a command that was not sent.
  await peer.say("HANGUP\n200 result=0\n").catch(() => {});
  assert(await promise instanceof AgiHangup);
  assert(session.closed);
  await peer[Symbol.asyncDispose]();
  await session.close();
});

Deno.test("Session ends a peer that sends HANGUP lines without end", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(ENVIRONMENT);
  const session = await starting;
  await peer.say("HANGUP\n".repeat(16));
  await aborted(session.signal);
  const after = session.executeAnytime(noop());
  await peer.answer("200 result=0\n");
  await after;
  const last = assertRejects(() => session.executeAnytime(noop()), AgiHangup);
  await peer.line();
  await peer.say("HANGUP\n").catch(() => {});
  await last;
  assert(session.closed);
  await peer[Symbol.asyncDispose]();
  await session.close();
});

Deno.test("Session is not hung up by the HANGUP line that follows its close", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(ENVIRONMENT);
  const session = await starting;
  const closing = session.close();
  assertEquals(await peer.line(), null);
  await peer.say("HANGUP\n");
  await peer[Symbol.asyncDispose]();
  await closing;
  assertEquals(session.hungUp, false);
});
