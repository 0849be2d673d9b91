import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  AgiHangup,
  AgiInvalidCommandError,
  AgiTimeoutError,
  AgiUsageError,
  type Handler,
} from "../../mod.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** Asks for a PIN at most three times. */
const pin: Handler = async (channel) => {
  await channel.answer();
  for (let tries = 0; tries < 3; tries++) {
    const { digits } = await channel.getData("enter-pin", { maxDigits: 8, timeout: 5000 });
    const right = await channel.databaseGet("pin", channel.environment.callerId ?? "none");
    if (digits === right) return void await channel.streamFile("welcome");
    await channel.streamFile("vm-incorrect");
  }
  await channel.hangup();
};

const JANE = { callerId: "5551234", database: { "pin/5551234": "1234" } };

Deno.test("simulateCall() plays a caller that the test drives", async () => {
  const call = simulateCall(pin, JANE);
  await call.hears("enter-pin");
  await call.press("99#");
  assertEquals(await call.hears(/incorrect$/), "vm-incorrect");
  await call.hears("enter-pin");
  await call.press("1234#");
  const result = await call.result;
  assertEquals(result.outcome, "completed");
  assertEquals(result.status, "SUCCESS");
  assertEquals(result.hungUpBy, null);
  assertEquals(result.answered, true);
  assertEquals(result.played, ["enter-pin", "vm-incorrect", "enter-pin", "welcome"]);
  assertEquals(result.digits, [
    { verb: "GET DATA", digits: "99" },
    { verb: "GET DATA", digits: "1234" },
  ]);
});

Deno.test("simulateCall() plays a caller that was written down", async () => {
  const { outcome, hungUpBy, status, duration } = await simulateCall(pin, {
    ...JANE,
    async caller(caller) {
      await caller.hears("enter-pin");
      await caller.wait(3000);
      await caller.hangUp();
    },
  }).result;
  assertEquals([outcome, hungUpBy, status], ["hangup", "caller", "HANGUP"]);
  // Half a second is the ANSWER.
  assertEquals(duration, 3500);
});

Deno.test("simulateCall() spends no time on a caller that is silent", async () => {
  const begun = performance.now();
  const { played, hungUpBy, duration } = await simulateCall(pin, JANE).result;
  assertEquals(hungUpBy, "handler");
  assertEquals(played.length, 6);
  // ANSWER, three times the prompt, the timeout, and what is played then.
  assertEquals(duration, 500 + 3 * (1000 + 5000 + 1000));
  assert(performance.now() - begun < 5000);
});

Deno.test("simulateCall() lets the caller hang up while the handler has no command", async () => {
  const call = simulateCall(async (channel) => {
    await channel.streamFile("please-wait");
    await new Promise((_, reject) => {
      channel.signal.addEventListener("abort", () => reject(channel.signal.reason));
    });
  });
  await call.hears("please-wait");
  await call.wait(1200);
  await call.hangUp();
  const { outcome, duration } = await call.result;
  assertEquals(outcome, "hangup");
  assert(duration >= 1200);
});

Deno.test("simulateCall() lets no time pass until the test awaits something", async () => {
  let begun = false;
  const call = simulateCall(async (channel) => {
    begun = true;
    await channel.streamFile("a");
    await channel.streamFile("b");
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals([begun, call.now], [true, 0]);
  await call.wait(1500);
  assertEquals(call.now, 1500);
  assertEquals((await call.result).duration, 2000);
});

Deno.test("simulateCall() counts the time of a handler's own timers", async () => {
  const { duration } = await simulateCall(async (channel) => {
    await channel.noop();
    await new Promise((resolve) => setTimeout(resolve, 120));
    await channel.noop();
  }).result;
  assert(duration >= 100 && duration < 5000, `${duration} ms`);
});

Deno.test("simulateCall() counts the timeouts of commands in the time of the call", async () => {
  let error: unknown;
  const { duration, outcome } = await simulateCall(async (channel) => {
    error = await channel.with({ timeout: 20_000 }).waitForDigit().catch((error) => error);
    await channel.streamFile("bye");
  }).result;
  assertInstanceOf(error, AgiTimeoutError);
  assertEquals(outcome, "completed");
  assert(duration >= 21_000 && duration < 21_500, `${duration} ms`);
});

Deno.test("simulateCall() has a caller that gives up in the end", async () => {
  const { outcome, duration, hungUpBy } = await simulateCall(async (channel) => {
    await channel.waitForDigit();
  }).result;
  assertEquals([outcome, duration, hungUpBy], ["hangup", 3_600_000, "caller"]);
});

Deno.test("simulateCall() tells what a handler threw", async () => {
  const failing = new Error("broken");
  const { outcome, error, transcript } = await simulateCall(() => Promise.reject(failing)).result;
  assertEquals([outcome, error], ["failed", failing]);
  assert(transcript.includes("broken"));
});

Deno.test("SimulatedCall.hears() rejects with the transcript when the call ends without it", async () => {
  const call = simulateCall(async (channel) => {
    await channel.streamFile("hello");
  });
  const error = await assertRejects(() => call.hears("goodbye"), Error, "Cannot hear goodbye");
  assert(error.message.includes('STREAM FILE "hello"'));
  assert(error.message.includes("caller hears hello"));
  await call.result;
});

Deno.test("simulateCall() rejects with what its caller threw", async () => {
  const call = simulateCall(pin, {
    async caller(caller) {
      await caller.hears("enter-pin");
      throw new RangeError("the caller is confused");
    },
  });
  await assertRejects(async () => await call.result, RangeError, "confused");
});

Deno.test("SimulatedCall.press() refuses what is no key", async () => {
  const call = simulateCall(() => {});
  await assertRejects(() => call.press("12e"), TypeError, '"e"');
  await call.result;
});

Deno.test("SimulatedCall.press() loses keys that nobody listens for", async () => {
  const call = simulateCall(async (channel) => {
    await channel.exec("Wait", "2");
    assertEquals(await channel.waitForDigit({ timeout: 1000 }), "2");
  });
  await call.wait(500);
  await call.press("1");
  await call.wait(1500);
  await call.press("2");
  const { outcome, error, transcript } = await call.result;
  assertEquals([outcome, error], ["completed", undefined], transcript);
  assert(transcript.includes("caller presses 1, and nobody listens"));
});

Deno.test("simulateCall() gives a handler its request and environment", async () => {
  const seen: unknown[] = [];
  const { outcome } = await simulateCall(async ({ environment }, request) => {
    seen.push(request.script, request.args, request.query.get("vip"));
    seen.push(request.match !== null && "pathname" in request.match && request.match.pathname);
    seen.push(environment.callerId, environment.callerIdName, environment.extension);
    seen.push(environment.language, environment.version, environment.dnid);
    await Promise.resolve();
  }, {
    path: "menu/de?vip=1",
    pattern: "/menu/:lang",
    args: ["first", "ü, second"],
    callerId: "1",
    callerIdName: "Jürgen",
    extension: "777",
    language: "de",
    version: "16.28.0",
  }).result;
  assertEquals(outcome, "completed");
  assertEquals(seen, [
    ...["menu/de", ["first", "ü, second"], "1"],
    { input: "/menu/de", groups: { lang: "de" } },
    ...["1", "Jürgen", "777", "de", "16.28.0", "777"],
  ]);
  assertEquals((await simulateCall(() => {}, { pattern: "/other" }).result).outcome, "no-handler");
});

Deno.test("simulateCall() has the line limit of the version", async () => {
  const long: Handler = (channel) => channel.setVariable("LONG", "x".repeat(5000));
  assertEquals((await simulateCall(long).result).outcome, "completed");
  assertInstanceOf((await simulateCall(long, { version: "16.28.0" }).result).error, RangeError);
});

Deno.test("simulateCall() plays sounds as long as they are, and not those that are missing", async () => {
  const ends: unknown[] = [];
  const call = simulateCall(async (channel) => {
    ends.push(await channel.streamFile("long", { escapeDigits: "#" }));
    ends.push(await channel.streamFile("none").catch((error) => error.name));
  }, { sounds: { long: 60_000 }, missingSounds: ["none"] });
  await call.hears("long");
  await call.wait(30_000);
  await call.press("#");
  const { status, played } = await call.result;
  assertEquals(ends, [{ digit: "#", endpos: 240_000 }, "AgiAppError"]);
  assertEquals([status, played], ["FAILURE", ["long"]]);
});

Deno.test("simulateCall() hangs up as a handler asks for", async () => {
  const { hungUpBy, outcome, duration } = await simulateCall(async (channel) => {
    await channel.setAutohangup(2000);
    await channel.streamFile("long");
  }, { sounds: { long: 60_000 } }).result;
  assertEquals([hungUpBy, outcome, duration], ["handler", "hangup", 2000]);
});

Deno.test("simulateCall() begins behind the hangup where the call is dead", async () => {
  const { outcome, variables, status } = await simulateCall(async (channel) => {
    assertEquals(channel.signal.aborted, false);
    await channel.setVariable("POST", "call");
  }, { dead: true }).result;
  assertEquals([outcome, variables, status], ["completed", { POST: "call" }, "SUCCESS"]);
});

Deno.test("simulateCall() carries a conversation over a bad network", async () => {
  const call = simulateCall(pin, {
    ...JANE,
    faults: { pieces: [1, 7, 3], delays: [40, 0, 200], slowReads: 150 },
  });
  await call.hears("enter-pin");
  await call.press("1234#");
  const { outcome, played } = await call.result;
  assertEquals([outcome, played], ["completed", ["enter-pin", "welcome"]]);
});

Deno.test("simulateCall() refuses commands, and has some not", async () => {
  const faults = { refused: ["STREAM FILE"], unknown: ["GET DATA"] };
  const play: Handler = async (channel) => void await channel.streamFile("x");
  const ask: Handler = async (channel) => void await channel.getData("x");
  assertInstanceOf((await simulateCall(play, { faults }).result).error, AgiUsageError);
  assertInstanceOf((await simulateCall(ask, { faults }).result).error, AgiInvalidCommandError);
});

Deno.test("simulateCall() can tell of a hangup late", async () => {
  let aborted: boolean | undefined;
  const call = simulateCall(async (channel) => {
    const { signal } = channel;
    await channel.streamFile("x").catch((error) => assertInstanceOf(error, AgiHangup));
    aborted = signal.aborted;
  }, { faults: { hangupDelay: 5000 } });
  await call.hears("x");
  await call.hangUp();
  const { outcome } = await call.result;
  assertEquals([outcome, aborted], ["completed", true]);
});

Deno.test("SimulatedCall.breakConnection() ends the session", async () => {
  const call = simulateCall(pin, JANE);
  await call.hears("enter-pin");
  await call.breakConnection();
  const { outcome, hungUpBy } = await call.result;
  assertEquals([outcome, hungUpBy], ["hangup", null]);
});

Deno.test("SimulatedCall.runs() waits for a command in which nothing is heard", async () => {
  const call = simulateCall(async (channel) => {
    await channel.waitForDigit({ timeout: 1000 });
    await channel.setVariable("KEY", await channel.waitForDigit({ timeout: 5000 }) ?? "none");
  });
  await call.runs("WAIT FOR DIGIT");
  assertEquals(await call.runs("wait for digit"), 'WAIT FOR DIGIT "5000"');
  await call.press("7");
  assertEquals(await call.runs(/^SET .* "7"$/), 'SET VARIABLE "KEY" "7"');
  const never = call.runs("ANSWER").catch((error) => error.message);
  const { variables } = await call.result;
  assertEquals(variables["KEY"], "7");
  assertEquals((await never).startsWith("The call ended without the command /^"), true);
});
