import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { exec } from "../../src/commands/dialplan.ts";
import { noop } from "../../src/commands/console.ts";
import { streamFile } from "../../src/commands/playback.ts";
import { getVariable } from "../../src/commands/variable.ts";
import {
  AgiHangup,
  AgiProtocolError,
  AgiResultHangup,
  AgiSigpipeHangup,
  AgiTimeoutError,
} from "../../src/errors.ts";
import type { SessionEvent } from "../../src/events.ts";
import { Session } from "../../src/session/session.ts";
import { aborted, ENVIRONMENT, memory, transports } from "../peer.ts";
import { end, start } from "./session_pair.ts";

for (const transport of transports) {
  Deno.test(`Session over ${transport.name} has the environment and answers to commands`, async () => {
    const both = await start(await transport.connect());
    const { session, peer } = both;
    assertEquals(session.environment.channel, "SIP/1");
    const [result, line] = await Promise.all([
      session.execute(streamFile("a b", { escapeDigits: "1#" })),
      peer.answer("200 result=49 endpos=1234\n"),
    ]);
    assertEquals(line, 'STREAM FILE "a b" "1#" "0"');
    assertEquals(result, { digit: "1", endpos: 1234 });
    await end(both);
  });

  Deno.test(`Session over ${transport.name} aborts its signal at a hangup while idle`, async () => {
    const both = await start(await transport.connect());
    const { session, peer } = both;
    const abort = aborted(session.signal);
    await peer.say("HANGUP\n");
    const reason = await abort;
    assertInstanceOf(reason, AgiResultHangup);
    assertStrictEquals(await assertRejects(() => session.execute(noop())), reason);
    await end(both);
  });

  Deno.test(`Session over ${transport.name} aborts its signal at the end of the connection`, async () => {
    const { session, peer } = await start(await transport.connect());
    const abort = aborted(session.signal);
    await peer[Symbol.asyncDispose]();
    assertInstanceOf(await abort, AgiSigpipeHangup);
    await session.close();
  });

  Deno.test(`Session over ${transport.name} rejects a running command at the end`, async () => {
    const { session, peer } = await start(await transport.connect());
    const running = assertRejects(() => session.execute(noop()), AgiSigpipeHangup);
    await peer.line();
    await peer[Symbol.asyncDispose]();
    await running;
    await session.close();
  });

  Deno.test(`Session.close() over ${transport.name} says that no more comes, and drains`, async () => {
    const { session, peer } = await start(await transport.connect());
    const closing = session.close();
    assertEquals(await peer.line(), null);
    await peer.say("HANGUP\n").catch(() => {}); // Deno.Conn closes both directions.
    await peer[Symbol.asyncDispose]();
    await closing;
  });

  Deno.test(`Session.start() over ${transport.name} rejects a connection that ends early`, async () => {
    const { duplex, peer } = await transport.connect();
    const starting = assertRejects(
      () => Session.start(duplex),
      AgiSigpipeHangup,
      "before the environment was complete",
    );
    await peer.say("agi_network: yes\n");
    await peer[Symbol.asyncDispose]();
    await starting;
  });

  Deno.test(`Session.start() over ${transport.name} gives up an environment that does not come`, async () => {
    const { duplex, peer } = await transport.connect();
    await assertRejects(
      () => Session.start(duplex, { environmentTimeout: 1 }),
      AgiTimeoutError,
      "Timed out after 1 ms waiting for the AGI environment",
    );
    await peer[Symbol.asyncDispose]();
  });

  Deno.test(`Session over ${transport.name} ends a peer that talks out of turn`, async () => {
    const { session, peer } = await start(await transport.connect());
    const abort = aborted(session.signal);
    await peer.say("200 result=1\n");
    assertInstanceOf(await abort, AgiSigpipeHangup);
    await assertRejects(
      () => session.execute(noop()),
      AgiProtocolError,
      "Unexpected line from Asterisk",
    );
    await peer[Symbol.asyncDispose]();
    await session.close();
  });
}

Deno.test("Session.start() takes what follows the environment in the same packet", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say(`${ENVIRONMENT}HANGUP\n`);
  const session = await starting;
  assert(session.hungUp);
  assertInstanceOf(session.signal.reason, AgiResultHangup);
  await end({ session, peer });
});

Deno.test("Session.start() refuses an environment without end", async () => {
  const { duplex, peer } = memory();
  const starting = assertRejects(
    () => Session.start(duplex, { maxEnvironmentBytes: 1000 }),
    AgiProtocolError,
    "exceeds maxEnvironmentBytes (1000)",
  );
  await peer.say("agi_x: " + "y".repeat(2000)).catch(() => {});
  await starting;
  await peer[Symbol.asyncDispose]();
});

Deno.test("Session drops the 520 that Asterisk adds to an EXEC result of 1", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const running = session.execute(exec("Odd"));
  await peer.answer("200 result=1\n520-Invalid command syntax.  Proper usage follows:\n");
  await peer.say("Usage: EXEC\n520 End of proper usage.\n");
  const fence = await peer.line();
  await peer.say(`200 result=1 (${/"(.*)"/.exec(fence ?? "")?.[1]})\n`);
  assertEquals(await running, 1);
  await end(both);
});

Deno.test("Session.close() rejects what is in progress, and is over after its timeout", async () => {
  const { session, peer } = await start(memory(), { closeTimeout: 1 });
  const running = assertRejects(() => session.execute(noop()), AgiSigpipeHangup, "closed");
  assertEquals(await peer.line(), "NOOP");
  await session.close();
  await running;
  await assertRejects(() => session.execute(noop()), AgiSigpipeHangup, "closed");
  await peer[Symbol.asyncDispose]();
});

Deno.test("Session takes a time that no timer keeps for a long one", async () => {
  // A timer took Infinity for a millisecond: the connection was closed before Asterisk had closed it.
  const { duplex, peer } = memory();
  const starting = Session.start(duplex, { environmentTimeout: 1e12, closeTimeout: Infinity });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await peer.say(ENVIRONMENT);
  const session = await starting;
  const running = session.execute(noop(), { timeout: 1e12 });
  await peer.line();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await peer.say("200 result=0\n");
  await running;
  let closed = false;
  const closing = session.close().then(() => closed = true);
  assertEquals(await peer.line(), null);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(closed, false);
  await peer[Symbol.asyncDispose]();
  await closing;
});

Deno.test("Session rejects with the limit when a reply has no end", async () => {
  const { session, peer } = await start(memory(), { maxReplyBytes: 1000 });
  const running = assertRejects(
    () => session.execute(getVariable("X")),
    AgiProtocolError,
    "A line from Asterisk exceeds 1000 bytes",
  );
  await peer.line();
  await peer.say(`200 result=1 (${"x".repeat(2000)}`).catch(() => {});
  await running;
  await session.close();
  await peer[Symbol.asyncDispose]();
});

Deno.test("Session tells its observer of commands, replies and the hangup", async () => {
  const events: SessionEvent[] = [];
  const both = await start(memory(), {
    onEvent(event) {
      events.push(event);
      throw new Error("An observer must not harm a call");
    },
  });
  const { session, peer } = both;
  const done = session.execute(noop("x"));
  await peer.answer("200 result=0\n");
  await done;
  await peer.say("HANGUP\n");
  await aborted(session.signal);
  assertEquals(events.map(({ type }) => type), ["command", "reply", "hangup"]);
  const [command, reply] = events;
  assert(command?.type === "command" && command.line === 'NOOP "x"');
  assert(reply?.type === "reply" && reply.status === 200 && reply.result === "0");
  await end(both);
});

Deno.test("Session reads a value whose second half looks like a whole reply", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const reading = session.execute(getVariable("X"));
  await peer.line();
  await peer.say("200 result=1 (a");
  await peer.say("200 result=0\n");
  // The value may go on, so the session sends a fence.
  const fence = await peer.line();
  const [, token] = /^GET FULL VARIABLE "(.*)"$/.exec(fence ?? "") ?? [];
  await peer.say(`b)\n200 result=1 (${token})\n`);
  assertEquals(await reading, "a200 result=0\nb");
  await end(both);
});

Deno.test("Session ends a peer that answers again after a reply that came whole", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const done = session.execute(noop());
  await peer.answer("200 result=0\n");
  await done;
  await peer.say("200 result=0\n");
  await aborted(session.signal);
  await assertRejects(() => session.execute(noop()), AgiProtocolError, "Unexpected line");
  await end(both);
});

Deno.test("Session.close() without a timeout is no hangup either", async () => {
  const events: string[] = [];
  const onEvent = ({ type }: SessionEvent) => events.push(type);
  const { session, peer } = await start(memory(), { closeTimeout: 0, onEvent });
  await session.close();
  assertEquals([session.hungUp, session.closed, events], [false, true, []]);
  await assertRejects(() => session.execute(noop()), AgiSigpipeHangup, "closed");
  await peer[Symbol.asyncDispose]();
});

Deno.test("Session.hungUp is false when the session was closed on a living call", async () => {
  const { session, peer } = await start(memory());
  const { signal } = session;
  const closing = session.close();
  assertEquals([session.hungUp, session.closed], [false, true]);
  await assertRejects(() => session.execute(noop()), AgiHangup, "Session is closed");
  assert(signal.aborted);
  assertEquals([session.hungUp, session.hangupReason], [false, undefined]);
  await peer[Symbol.asyncDispose]();
  await closing;
  assertEquals(session.hungUp, false);
});

Deno.test("Session.execute() times out near its time, also if the peer never answers", async () => {
  const both = await start(memory());
  const { session } = both;
  const begin = performance.now();
  const error = await assertRejects(
    () => session.execute(streamFile("x"), { timeout: 1 }),
    AgiTimeoutError,
    'STREAM FILE "x" timed out after 1 ms',
  );
  assertEquals(error.command, 'STREAM FILE "x"');
  // The fence alone would have gone on for ten seconds.
  assert(performance.now() - begin < 5000);
  await end(both);
});

Deno.test("Session shows an observer the text of a reply", async () => {
  const texts: (string | undefined)[] = [];
  const both = await start(memory(), {
    onEvent(event) {
      if (event.type === "reply") texts.push(event.text);
    },
  });
  const { session, peer } = both;
  for (
    const [reply, command] of [
      ["200 result=1 (4711)", getVariable("PIN")],
      ["200 result=0", noop()],
      ["510 Invalid or unknown command", noop()],
    ] as const
  ) {
    const done = session.execute<unknown>(command).catch(() => {});
    await peer.answer(`${reply}\n`);
    await done;
  }
  assertEquals(texts, ["(4711)", "", "Invalid or unknown command"]);
  await end(both);
});
