/**
 * Nothing gets the conversation with a real Asterisk out of step: aborts and hangups at any moment.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import {
  AgiError,
  AgiHangup,
  AgiTimeoutError,
  type Channel,
  FastAgiServer,
  type Handler,
  type Observer,
} from "../../mod.ts";
import { getData, getOption, streamFile, waitForDigit } from "../../src/commands/mod.ts";
import { Asterisk } from "./harness/asterisk.ts";

/** Serves one handler; what it throws is thrown by `done`. */
function start(
  handler: Handler,
  onEvent?: Observer,
): { server: FastAgiServer; address: string; done: Promise<void> } {
  const server = new FastAgiServer({ port: 0, ...(onEvent && { onEvent }) });
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  server.registerScriptHandler(null, async (channel, request) => {
    try {
      await handler(channel, request);
      resolve();
    } catch (error) {
      reject(error);
    }
  });
  server.serveForever();
  return { server, address: `agi://127.0.0.1:${server.addr.port}`, done };
}

/** Aborts a command after a time in milliseconds; returns how long it took to reject. */
async function abortAfter(
  channel: Channel,
  command: Parameters<Channel["execute"]>[0],
  delay: number,
): Promise<number> {
  const controller = new AbortController();
  const reason = new Error("enough");
  let aborted = 0;
  const abort = () => {
    aborted = performance.now();
    controller.abort(reason);
  };
  const running = channel.execute(command, { signal: controller.signal });
  if (delay < 0) abort();
  else setTimeout(abort, delay);
  const error = await running.then(() => undefined, (error) => error);
  assertStrictEquals(error, reason);
  return performance.now() - aborted;
}

Deno.test("Session.execute() stops an aborted command, and stays in step, 500 times", async () => {
  await using asterisk = await Asterisk.start();
  const commands = [
    streamFile("demo-congrats"),
    getData("demo-congrats", { timeout: 30_000 }),
    getData("", { timeout: 30_000 }),
    getOption("demo-congrats", { escapeDigits: "1", timeout: 30_000 }),
    getOption("beep", { escapeDigits: "1", timeout: 30_000 }),
    waitForDigit({ timeout: 30_000 }),
  ];
  const times: number[] = [];
  const { server, address, done } = start(async (channel) => {
    for (let count = 0; count < 500; count++) {
      const command = commands[count % commands.length];
      assert(command !== undefined);
      // Now and then at once, so that the command and its end reach Asterisk together.
      times.push(await abortAfter(channel, command, count % 7 === 0 ? -1 : count % 11));
      await channel.setVariable("COUNT", count);
      assertEquals(await channel.getVariable("COUNT"), `${count}`);
    }
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address, caller: { stayMs: 300_000 } });
  await done;
  assertEquals(await call.status, "SUCCESS");
  times.sort((a, b) => a - b);
  console.log(
    `stopped after ${times[250]?.toFixed(1)} ms (median), ${times[499]?.toFixed(1)} ms (most)`,
  );
});

Deno.test("Session.execute() rejects at once where Asterisk goes on, and waits with the next", async () => {
  await using asterisk = await Asterisk.start();
  const events: string[] = [];
  const { server, address, done } = start(async (channel) => {
    const waiting = channel.with({ timeout: 10 }).exec("Wait", 1);
    assertInstanceOf(await waiting.catch((error) => error), AgiTimeoutError);
    events.push("rejected");
    await channel.setVariable("X", "own");
    assertEquals(await channel.getVariable("X"), "own");
  }, (event) => {
    if (event.type === "command" || event.type === "reply") {
      events.push(`${event.type} ${event.verb}`);
    }
  });
  await using _server = server;
  const call = await asterisk.originate({ agi: address });
  await done;
  assertEquals(await call.status, "SUCCESS");
  assertEquals(events, [
    "command EXEC",
    "rejected",
    "reply EXEC",
    "command SET VARIABLE",
    "reply SET VARIABLE",
    "command GET VARIABLE",
    "reply GET VARIABLE",
  ]);
});

Deno.test("Session.execute() returns the digit that came before the abort", async () => {
  await using asterisk = await Asterisk.start();
  const { server, address, done } = start(async (channel) => {
    // The caller presses 5 while this plays: then there is nothing left to abort.
    const { digit } = await channel.with({ timeout: 10_000 })
      .streamFile("demo-congrats", { escapeDigits: "5" });
    assertEquals(digit, "5");
  });
  await using _server = server;
  const call = await asterisk.originate({
    agi: address,
    caller: { exten: "dtmf", digits: "5", delayMs: 300 },
  });
  await done;
  assertEquals(await call.status, "SUCCESS");
});

Deno.test("a hangup at any of 500 moments is one AgiHangup, and leaves nothing behind", async () => {
  await using asterisk = await Asterisk.start();
  await using server = new FastAgiServer({ port: 0 });
  const problems: unknown[] = [];
  let ends = 0;
  server.registerScriptHandler(null, async (channel) => {
    const errors = new Set<unknown>();
    try {
      while (true) {
        await channel.streamFile("beep");
        await channel.setVariable("X", "1");
        if (await channel.getVariable("X") !== "1") problems.push("a value of another command");
        await channel.getData("beep", { timeout: 100 });
        await channel.exec("NoOp", "x");
        await channel.with({ timeout: 5 }).waitForDigit().catch((error) => {
          if (error instanceof AgiError === false) throw error;
        });
        await channel.sayDigits(12);
        await channel.verbose("x", { level: 9 });
      }
    } catch (error) {
      errors.add(error);
    }
    await channel.noop().catch((error) => errors.add(error));
    errors.add(channel.signal.reason);
    const [only] = errors;
    if (errors.size !== 1 || !(only instanceof AgiHangup)) problems.push(errors);
    await channel.afterHangup.setVariable("LAST", "words");
    if (await channel.afterHangup.getVariable("LAST") !== "words") problems.push("out of step");
    ends++;
  });
  server.serveForever();
  const agi = `agi://127.0.0.1:${server.addr.port}`;
  for (let round = 0; round < 10; round++) {
    const calls = await Promise.all(Array.from({ length: 50 }, async (_, index) => {
      // The other party leaves after 60 ms to 2.5 s; the caller's own time is the random one.
      const stayMs = 60 + 50 * index + round;
      return await asterisk.originate({ agi, caller: { delayMs: 0, stayMs } });
    }));
    await Promise.all(calls.map((call) => call.ended));
  }
  await server.shutdown();
  assertEquals(problems, []);
  assertEquals(ends, 500);
  assertEquals(server.connections, 0);
});
