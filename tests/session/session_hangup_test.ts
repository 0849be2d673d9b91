import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { answer } from "../../src/commands/channel.ts";
import { exec } from "../../src/commands/dialplan.ts";
import { getData, waitForDigit } from "../../src/commands/digits.ts";
import { noop } from "../../src/commands/console.ts";
import { streamFile } from "../../src/commands/playback.ts";
import { recordFile } from "../../src/commands/record.ts";
import { getVariable } from "../../src/commands/variable.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiHangup,
  AgiResultHangup,
  AgiSighupHangup,
  AgiTimeoutError,
} from "../../src/errors.ts";
import { Session } from "../../src/session/session.ts";
import { aborted, memory } from "../peer.ts";
import { readCapture } from "../testdata/captures.ts";
import { DEAD, end, start } from "./session_pair.ts";

Deno.test("Session tells a hangup from a failure when a command says -1", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const failing = assertRejects(() => session.execute(streamFile("nofile")), AgiAppError);
  await peer.answer("200 result=-1 endpos=0\n");
  assertEquals(await peer.answer("200 result=6\n"), "CHANNEL STATUS");
  await failing;
  assert(!session.hungUp);

  const ending = assertRejects(() => session.execute(streamFile("file")), AgiResultHangup);
  await peer.answer("200 result=-1 endpos=8000\n");
  assertEquals(await peer.answer(DEAD), "CHANNEL STATUS");
  assertStrictEquals(await ending, session.signal.reason);
  await end(both);
});

Deno.test("Session takes EXEC Hangup for a hangup when nothing told before that the channel lives", async () => {
  // It gave -1, although the HANGUP line follows, as in the capture exec_hangup_app.
  const both = await start(memory());
  const { session, peer } = both;
  const ending = assertRejects(() => session.execute(exec("Hangup")), AgiResultHangup);
  await peer.answer("200 result=-1\n");
  assertEquals(await peer.answer(`HANGUP\n${DEAD}`), "CHANNEL STATUS");
  await ending;
  await end(both);
});

Deno.test("Session does not ask when the HANGUP line has come with the -1", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const ending = assertRejects(() => session.execute(streamFile("file")), AgiResultHangup);
  await peer.answer("200 result=-1 endpos=8000\nHANGUP\n");
  await ending;
  const after = session.executeAnytime(noop());
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await after;
  await end(both);
});

Deno.test("Session takes -1 of EXEC on a living channel for a result", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const noopDone = session.execute(streamFile("x"));
  await peer.answer("200 result=0 endpos=1\n");
  await noopDone;
  const dialing = session.execute(exec("Dial", "Local/short@caller/n", 10));
  await peer.answer("200 result=-1\n");
  await peer.answer("200 result=6\n");
  assertEquals(await dialing, -1);
  await end(both);
});

Deno.test("Session keeps the result that came together with a HANGUP line", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const reading = session.execute(getVariable("X"));
  await peer.answer("200 result=1 (last words)\nHANGUP\n");
  assertEquals(await reading, "last words");
  assert(session.hungUp);
  await end(both);
});

Deno.test("Session takes a value that reads HANGUP for a value", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const reading = session.execute(getVariable("X"));
  await peer.answer("200 result=1 (HANGUP\nHANGUP\n)\n");
  const fence = await peer.line();
  const token = /^GET FULL VARIABLE "(tipring-[0-9a-f-]{36})"$/.exec(fence ?? "")?.[1];
  await peer.say(`200 result=1 (${token})\n`);
  assertEquals(await reading, "HANGUP\nHANGUP\n");
  assert(!session.hungUp);
  await end(both);
});

Deno.test("Session of the h extension is not hung up: what Asterisk allows works", async () => {
  // The commands and replies are those of the capture dead_agi.
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(readCapture("dead_agi").exchanges[0]?.received ?? "");
  const session = await starting;
  const dead = assertRejects(() => session.execute(answer()), AgiDeadChannelError);
  await peer.answer(DEAD);
  await dead;
  assert(!session.hungUp);
  const reading = session.execute(getVariable("CHANNEL"));
  await peer.answer("200 result=1 (Local/dead@test-00000033;2)\n");
  assertEquals(await reading, "Local/dead@test-00000033;2");
  const failing = assertRejects(() => session.execute(exec("NoSuchApp", "x")), AgiAppError);
  await peer.answer("200 result=-2\n");
  await failing;
  const minusOne = session.execute(exec("NoOp", "x"));
  await peer.answer("200 result=-1\n");
  assertEquals(await peer.answer(DEAD), "CHANNEL STATUS");
  assertEquals(await minusOne, -1);
  assert(!session.signal.aborted);
  await end({ session, peer });
});

Deno.test("Session takes 511 for a hangup on a channel that was seen alive", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const alive = session.execute(waitForDigit({ timeout: 1 }));
  await peer.answer("200 result=0\n");
  assertEquals(await alive, null);
  const dead = assertRejects(() => session.execute(streamFile("beep")), AgiResultHangup);
  await peer.answer(DEAD);
  await dead;
  assertInstanceOf(session.signal.reason, AgiResultHangup);
  await assertRejects(() => session.execute(noop()), AgiResultHangup);
  await end(both);
});

Deno.test("Session rejects running and waiting commands by one hangup", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const all = [1, 2, 3].map(() => session.execute(getData("file")).catch((error) => error));
  await peer.line();
  await peer.say("HANGUP\n");
  const errors = await Promise.all(all);
  for (const error of errors) assertStrictEquals(error, session.signal.reason);
  // The reply that is still to come belongs to nobody, and not to the next command.
  const after = session.executeAnytime(getVariable("X"));
  await peer.say(DEAD);
  assertEquals(await peer.answer("200 result=1 (mine)\n"), 'GET VARIABLE "X"');
  assertEquals(await after, "mine");
  await end(both);
});

Deno.test("Session takes the abort of its hangup signal for the hangup", async () => {
  const hangup = new AbortController();
  const both = await start(memory(), { hangup: hangup.signal });
  const { session } = both;
  const reason = new AgiHangup("told");
  hangup.abort(reason);
  assertStrictEquals(session.signal.reason, reason);
  assertStrictEquals(await assertRejects(() => session.execute(noop())), reason);
  await end(both);
});

for (const when of ["before", "with", "after"] as const) {
  Deno.test(`Session keeps the reply of a command that SIGHUP comes ${when}`, async () => {
    const controller = new AbortController();
    const both = await start(memory(), { hangup: controller.signal });
    const { session, peer } = both;
    const alive = session.execute(waitForDigit({ timeout: 1 }));
    await peer.answer("200 result=0\n");
    await alive;
    const recording = session.execute(recordFile("/tmp/x"));
    await peer.line();
    const hangUp = () => controller.abort(new AgiSighupHangup("SIGHUP"));
    if (when === "before") hangUp();
    const said = peer.say("200 result=-1 (hangup) endpos=8000\n");
    if (when === "with") hangUp();
    await said;
    const result = await recording;
    if (when === "after") hangUp();
    assertEquals(result, { reason: "hangup", endpos: 8000, path: "/tmp/x.wav" });
    assertStrictEquals(session.hangupReason, controller.signal.reason);
    await assertRejects(() => session.execute(noop()), AgiSighupHangup);
    await end(both);
  });
}

Deno.test("Session takes a 511 that follows SIGHUP for the hangup", async () => {
  const controller = new AbortController();
  const both = await start(memory(), { hangup: controller.signal });
  const { session, peer } = both;
  const running = assertRejects(() => session.execute(streamFile("x")), AgiSighupHangup);
  await peer.line();
  controller.abort(new AgiSighupHangup("SIGHUP"));
  await peer.say(DEAD);
  await running;
  await end(both);
});

Deno.test("Session lets the event loop turn in a handler that retries after the hangup", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  await peer.say("HANGUP\n");
  await aborted(session.signal);
  const abandoned = Promise.withResolvers<Error>();
  using _abandonment = session.abandonAfter(60_000, abandoned.resolve);
  let turns = 0;
  const interval = setInterval(() => turns++, 1);
  let going = true;
  const loop = (async () => {
    while (going) await session.execute(streamFile("x")).catch(() => {});
  })();
  const error = await abandoned.promise;
  assertEquals(error.message, "The handler sent 100 commands after the hangup");
  assert(turns > 10, `${turns}`);
  going = false;
  await loop;
  clearInterval(interval);
  await end(both);
});

Deno.test("Session.abandonAfter() calls back when the handler outlasts the hangup", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const abandoned = Promise.withResolvers<Error>();
  using _abandonment = session.abandonAfter(1, abandoned.resolve);
  await peer.say("HANGUP\n");
  const error = await abandoned.promise;
  assertInstanceOf(error, AgiTimeoutError);
  assertEquals(error.message, "The handler did not end within 1 ms of the hangup");
  await end(both);
});
