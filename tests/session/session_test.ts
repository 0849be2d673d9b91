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
import { getVariable, setVariable } from "../../src/commands/variable.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiError,
  AgiHangup,
  AgiInvalidCommandError,
  AgiProtocolError,
  AgiResultHangup,
  AgiSighupHangup,
  AgiSigpipeHangup,
  AgiTimeoutError,
  AgiUnknownError,
  AgiUsageError,
} from "../../src/errors.ts";
import type { SessionEvent } from "../../src/events.ts";
import { Session, type SessionOptions } from "../../src/session/session.ts";
import type { Duplex } from "../../src/transport/duplex.ts";
import { aborted, ENVIRONMENT, memory, type Peer, transports } from "../peer.ts";
import { readCapture } from "../testdata/captures.ts";

const DEAD = "511 Command Not Permitted on a dead channel or intercept routine\n";

/** Starts a session whose environment has come. */
async function start(
  { duplex, peer }: { duplex: Duplex; peer: Peer },
  options: SessionOptions = {},
): Promise<{ session: Session; peer: Peer }> {
  const starting = Session.start(duplex, options);
  await peer.say(ENVIRONMENT);
  return { session: await starting, peer };
}

/** Ends both sides; the peer's first, so that nothing waits for a deadline. */
async function end({ session, peer }: { session: Session; peer: Peer }): Promise<void> {
  await peer[Symbol.asyncDispose]();
  await session.close();
}

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

Deno.test("Session.execute() sends one command at a time, in order", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const names = ["A", "B", "C"];
  const values = Promise.all(names.map((name) => session.execute(getVariable(name))));
  for (const name of names) {
    assertEquals(await peer.line(), `GET VARIABLE "${name}"`);
    // Were the next one sent already, it would be the next line.
    await peer.say(`200 result=1 (value of ${name})\n`);
  }
  assertEquals(await values, ["value of A", "value of B", "value of C"]);
  await end(both);
});

Deno.test("Session.execute() does not send the next command before the reply", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const first = session.execute(noop("1"));
  const second = session.execute(noop("2"));
  let next: string | null | undefined;
  assertEquals(await peer.line(), 'NOOP "1"');
  const reading = peer.line().then((line) => next = line);
  await peer.say("100 result=0 Trying...\n");
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(next, undefined);
  await peer.say("200 result=0\n");
  await first;
  await reading;
  assertEquals(next, 'NOOP "2"');
  await peer.say("200 result=0\n");
  await second;
  await end(both);
});

Deno.test("Session.execute() raises an error for each failing status, and goes on", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const usage = "520-Invalid command syntax.  Proper usage follows:\nUsage: X\n" +
    "520 End of proper usage.\n";
  const cases: [string, new (message: string) => Error, string][] = [
    ["503 result=-2 Memory allocation failure\n", AgiAppError, "Asterisk is out of memory (503)"],
    ["510 Invalid or unknown command\n", AgiInvalidCommandError, "no such command"],
    ["511 Command Not Permitted on a dead channel\n", AgiDeadChannelError, "hung up"],
    [usage, AgiUsageError, 'Invalid arguments for STREAM FILE "x": Asterisk replied 520'],
    ["520 Invalid command syntax.  Proper usage not available.\n", AgiUsageError, "replied 520"],
    ["299 result=1\n", AgiUnknownError, 'Unreadable reply to STREAM FILE "x"'],
    ["200 result=many endpos=0\n", AgiUnknownError, 'Unreadable reply to STREAM FILE "x"'],
  ];
  for (const [reply, type, message] of cases) {
    const failing = assertRejects(() => session.execute(streamFile("x")), type, message);
    await peer.answer(reply);
    const error = await failing;
    if (error instanceof AgiUsageError) {
      assertEquals(error.usage, reply === usage ? "Usage: X" : "");
    }
  }
  const [value] = await Promise.all([
    session.execute(getVariable("X")),
    peer.answer("200 result=1 (fine)\n"),
  ]);
  assertEquals(value, "fine");
  await end(both);
});

Deno.test("Session.execute() shows the line that waits for the command that failed", async () => {
  const both = await start(memory());
  const failing = (async function theHandler() {
    await both.session.execute(noop());
  })();
  failing.catch(() => {});
  await both.peer.answer("510 Invalid or unknown command\n");
  const error = await assertRejects(() => failing, AgiInvalidCommandError);
  assert(error.stack?.includes("theHandler"), error.stack);
  assertEquals(error.command, "NOOP");
  assertEquals(error.items["status"], "510");
  await end(both);
});

Deno.test("Session.execute() rejects a command that cannot be written, and sends nothing", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  await assertRejects(
    () => session.execute(noop("a\nHANGUP")),
    TypeError,
    "argument 1 contains LF",
  );
  await assertRejects(
    () => session.execute(noop("x".repeat(9000))),
    RangeError,
    "9007 bytes exceed the 8190",
  );
  const fine = session.execute(noop("fine"));
  assertEquals(await peer.answer("200 result=0\n"), 'NOOP "fine"');
  await fine;
  await end(both);
});

Deno.test("Session.execute() keeps to 2,046 bytes when the version is not known", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex);
  await peer.say("agi_network: yes\n\n");
  const session = await starting;
  await assertRejects(
    () => session.execute(noop("x".repeat(2040))),
    RangeError,
    "2047 bytes exceed the 2046",
  );
  const fine = session.execute(noop("x".repeat(2039)));
  assertEquals((await peer.answer("200 result=0\n"))?.length, 2046);
  await fine;
  await end({ session, peer });
});

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

Deno.test("Session.executeAnytime() works before and after a hangup", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const before = session.executeAnytime(setVariable("A", 1));
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "A" "1"');
  await before;
  await peer.say("HANGUP\n");
  await aborted(session.signal);
  const after = session.executeAnytime(setVariable("A", 2));
  assertEquals(await peer.answer("200 result=1\n"), 'SET VARIABLE "A" "2"');
  await after;
  await end(both);
});

Deno.test("Session.executeAnytime() refuses a command that Asterisk would not allow", async () => {
  const both = await start(memory());
  const command = { ...noop(), allowedOnDeadChannel: false } as unknown as ReturnType<typeof noop>;
  await assertRejects(
    () => both.session.executeAnytime(command),
    TypeError,
    "Cannot send NOOP: not permitted after a hangup",
  );
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

Deno.test("Session is told of a hangup by a signal", async () => {
  const hangup = new AbortController();
  const both = await start(memory(), { hangup: hangup.signal });
  const { session } = both;
  const reason = new AgiHangup("told");
  hangup.abort(reason);
  assertStrictEquals(session.signal.reason, reason);
  assertStrictEquals(await assertRejects(() => session.execute(noop())), reason);
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

Deno.test("Session.pending has the commands that wait, the one that was sent first", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  assertEquals(session.pending, []);
  const running = Promise.all([session.execute(noop()), session.execute(streamFile("x"))]);
  assertEquals(session.pending, ["NOOP", "STREAM FILE"]);
  await peer.answer("200 result=0\n");
  await peer.line();
  assertEquals(session.pending, ["STREAM FILE"]);
  await peer.say("200 result=0 endpos=1\n");
  await running;
  assertEquals(session.pending, []);
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

Deno.test("Session.execute() refuses other commands while an exclusive one is queued or runs", async () => {
  const both = await start(memory());
  const { session, peer } = both;
  const before = session.execute(noop());
  const exclusive = session.execute({ ...exec("AudioSocket"), exclusive: "the audio is open" });
  const message = "was not sent: the audio is open";
  await assertRejects(() => session.execute(noop()), AgiError, `NOOP ${message}`);
  await assertRejects(() => session.executeAnytime(setVariable("A", 1)), AgiError, message);
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await before;
  await assertRejects(() => session.execute(noop()), AgiError, message);
  assertEquals(await peer.answer("200 result=0\n"), 'EXEC "AudioSocket"');
  assertEquals(await exclusive, 0);
  const after = session.execute(noop());
  assertEquals(await peer.answer("200 result=0\n"), "NOOP");
  await after;
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
