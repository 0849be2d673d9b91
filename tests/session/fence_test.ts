import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { noop } from "../../src/commands/console.ts";
import { streamFile } from "../../src/commands/playback.ts";
import { sayDigits } from "../../src/commands/say.ts";
import { getVariable } from "../../src/commands/variable.ts";
import { AgiProtocolError, AgiSigpipeHangup } from "../../src/errors.ts";
import { Session } from "../../src/session/session.ts";
import { VirtualClock } from "../model/virtual_clock.ts";
import { ENVIRONMENT, memory, type Peer } from "../peer.ts";

const FENCE = /^GET FULL VARIABLE "(tipring-[-0-9a-f]{36})"$/;

/** Starts a session with an environment, to which lines can be added. */
async function start(lines = ""): Promise<{ session: Session; peer: Peer }> {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(lines + ENVIRONMENT);
  return { session: await starting, peer };
}

/** Ends both sides; the peer's first, so that nothing waits for a deadline. */
async function end({ session, peer }: { session: Session; peer: Peer }): Promise<void> {
  await peer[Symbol.asyncDispose]();
  await session.close();
}

/** The token of the fence that the session sends next. */
async function tokenOf(peer: Peer): Promise<string> {
  const [, token] = FENCE.exec(await peer.line() ?? "") ?? [];
  assert(token !== undefined);
  return token;
}

Deno.test("Session ends when no fence is answered within 10 seconds", async () => {
  const clock = new VirtualClock();
  using _installed = clock.install();
  const both = await start();
  const { session } = both;
  const stopped = new AbortController();
  const reason = new Error("stopped");
  const playing = assertRejects(
    () => session.execute(streamFile("x"), { signal: stopped.signal }),
    Error,
    "stopped",
  );
  const waiting = assertRejects(() => session.execute(noop()), AgiProtocolError, "Lost sync");
  stopped.abort(reason);
  await clock.advance(9900);
  assertEquals(session.hungUp, false);
  await clock.advance(12_000);
  assert(session.closed);
  await Promise.all([playing, waiting]);
  await end(both);
});

Deno.test("Session keeps the end of a text that the token of its fence follows at once", async () => {
  const both = await start();
  const { session, peer } = both;
  const reading = session.execute(getVariable("X"));
  await peer.line();
  await peer.say("200 result=1 (a\n");
  const token = await tokenOf(peer);
  // Asterisk drops output that a peer does not read in time, here a newline.
  await peer.say(`b)200 result=1 (${token})\n`);
  assertEquals(await reading, "a\nb");
  await end(both);
});

Deno.test("Session sees the HANGUP line between a long text and its fence", async () => {
  const both = await start();
  const { session, peer } = both;
  const value = "x".repeat(1500);
  const reading = session.execute(getVariable("X"));
  await peer.line();
  await peer.say(`200 result=1 (${value})\nHANGUP\n`);
  const token = await tokenOf(peer);
  assertEquals(session.hungUp, false);
  await peer.say(`200 result=1 (${token})\n`);
  assertEquals(await reading, value);
  assert(session.hungUp);
  await end(both);
});

Deno.test("Session rejects a stopped command as soon as its fence is answered", async () => {
  const clock = new VirtualClock();
  using _installed = clock.install();
  const both = await start();
  const { session, peer } = both;
  const stopped = new AbortController();
  const reason = new Error("stopped");
  const playing = session.execute(streamFile("x"), { signal: stopped.signal });
  await peer.line();
  stopped.abort(reason);
  const token = await tokenOf(peer);
  await peer.say(`200 result=1 (${token})\n`);
  assertStrictEquals(await assertRejects(() => playing), reason);
  assertEquals(clock.now(), 0);
  await end(both);
});

Deno.test("Session keeps the key that ended a command when its fence is not answered", async () => {
  const clock = new VirtualClock();
  using _installed = clock.install();
  const both = await start();
  const { session, peer } = both;
  const stopped = new AbortController();
  const playing = session.execute(streamFile("x", { escapeDigits: "1" }), {
    signal: stopped.signal,
  });
  await peer.line();
  stopped.abort(new Error("stopped"));
  await tokenOf(peer);
  await peer.say("200 result=49 endpos=8000\n");
  await clock.advance(600);
  assertEquals(await playing, { digit: "1", endpos: 8000 });
  await end(both);
});

Deno.test("Session interrupts SAY DIGITS under EAGI", async () => {
  const both = await start("agi_enhanced: 1.0\n");
  const { session, peer } = both;
  const stopped = new AbortController();
  const saying = assertRejects(
    () => session.execute(sayDigits("1"), { signal: stopped.signal }),
    Error,
    "stopped",
  );
  await peer.line();
  stopped.abort(new Error("stopped"));
  const token = await tokenOf(peer);
  await peer.say(`200 result=1 (${token})\n`);
  await saying;
  await end(both);
});

Deno.test("Session lets SAY DIGITS end without EAGI, and sends the next command after it", async () => {
  const both = await start("agi_enhanced: 0.0\n");
  const { session, peer } = both;
  const stopped = new AbortController();
  const saying = session.execute(sayDigits("1"), { signal: stopped.signal });
  await peer.line();
  const next = session.execute(noop());
  stopped.abort(new Error("stopped"));
  assertInstanceOf(await saying.catch((error) => error), Error);
  await peer.say("200 result=0\n");
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await next;
  await end(both);
});

Deno.test("Session.probe() asks Asterisk while idle, and lets a command wait for the reply", async () => {
  const both = await start();
  const { session, peer } = both;
  session.probe();
  session.probe();
  const token = await tokenOf(peer);
  const done = session.execute(noop());
  session.probe();
  await peer.say(`200 result=1 (${token})\n`);
  assertEquals(await peer.line(), "NOOP");
  session.probe();
  await peer.say("200 result=0\n");
  await done;
  session.probe();
  await peer.say(`HANGUP\n200 result=1 (${await tokenOf(peer)})\n`);
  const last = session.executeAnytime(noop());
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await last;
  assertEquals(session.hungUp, true);
  await end(both);
});

Deno.test("Session.probe() ends the call when Asterisk does not answer within 10 seconds", async () => {
  const clock = new VirtualClock();
  using _installed = clock.install();
  const both = await start();
  const { session } = both;
  session.probe();
  while (!session.hungUp && clock.step()) await clock.settle();
  assertEquals(Math.floor(clock.now() / 1000), 10);
  assertInstanceOf(session.hangupReason, AgiSigpipeHangup);
  await assertRejects(() => session.execute(noop()), AgiSigpipeHangup, "no reply within 10 s");
  await end(both);
});

Deno.test("Session.probe() keeps a call whose Asterisk takes some seconds to answer each line", async () => {
  for (const delay of [900, 1500, 4000]) {
    const clock = new VirtualClock();
    using _installed = clock.install();
    const both = await start();
    const { session, peer } = both;
    session.probe();
    const done = session.execute(noop());
    const serving = (async () => {
      for (let line = await peer.line(); line !== "NOOP"; line = await peer.line()) {
        const [, token] = FENCE.exec(line ?? "") ?? [];
        assert(token !== undefined, `${line} after ${delay} ms`);
        setTimeout(() => peer.say(`200 result=1 (${token})\n`), delay);
      }
      await peer.say("200 result=0\n");
    })();
    await clock.advance(10_000);
    await done;
    await serving;
    assertEquals(session.hungUp, false);
    await end(both);
  }
});
