import { assertEquals, assertRejects } from "@std/assert";
import type { Command } from "../../src/command.ts";
import { noop } from "../../src/commands/console.ts";
import { getOption, waitForDigit } from "../../src/commands/digits.ts";
import { streamFile } from "../../src/commands/playback.ts";
import { getVariable } from "../../src/commands/variable.ts";
import {
  AgiAppError,
  AgiInvalidCommandError,
  AgiProtocolError,
  AgiUsageError,
} from "../../src/errors.ts";
import type { SessionEvent } from "../../src/events.ts";
import type { Session } from "../../src/session/session.ts";
import { memory, type Peer } from "../peer.ts";
import { end, start } from "./session_pair.ts";

const UNKNOWN = "510 Invalid or unknown command\n";
const USAGE = "520-Invalid command syntax.  Proper usage follows:\nUsage: EXEC (x)\n" +
  "520 End of proper usage.\n";
const ENDPOS = "200 result=0 endpos=800\n";

/** A session on a shared connection, and what it reports. */
async function share(): Promise<{ session: Session; peer: Peer; statuses: number[] }> {
  const statuses: number[] = [];
  const onEvent = (event: SessionEvent) => {
    if (event.type === "stray-output") statuses.push(event.status);
  };
  return { ...await start(memory(), { shared: true, events: "calls", onEvent }), statuses };
}

/** Answers the fence that the session sends next, after `before`. */
async function answerFence(peer: Peer, before = ""): Promise<void> {
  const line = await peer.line() ?? "";
  const [, token] = /^GET FULL VARIABLE "(tipring-[-0-9a-f]{36})"$/.exec(line) ?? [];
  await peer.say(`${before}200 result=1 (${token})\n`);
}

Deno.test("Session discards a 510 that comes before the reply to a command", async () => {
  for (const refusals of [UNKNOWN, UNKNOWN + UNKNOWN, USAGE + UNKNOWN]) {
    const { session, peer, statuses } = await share();
    const value = session.execute(getVariable("X"));
    assertEquals(await peer.answer(refusals), 'GET VARIABLE "X"');
    await answerFence(peer, "200 result=1 (own)\n");
    assertEquals(await value, "own");
    assertEquals(statuses, [refusals.startsWith("510") ? 510 : 520]);
    await end({ session, peer });
  }
});

Deno.test("Session discards a reply that comes while no command runs, and holds commands meanwhile", async () => {
  for (const reply of [UNKNOWN, USAGE, "200 result=1 (some\ntext\n)\n"]) {
    const { session, peer, statuses } = await share();
    const done = session.execute(noop());
    await peer.answer("200 result=0\n");
    await done;
    await peer.say(reply);
    const first = await peer.line();
    const value = session.execute(getVariable("X"));
    const [, token] = /"(.*)"/.exec(first ?? "") ?? [];
    await peer.say(`200 result=1 (${token})\n`);
    assertEquals(await peer.answer("200 result=1 (own)\n"), 'GET VARIABLE "X"');
    assertEquals(await value, "own");
    assertEquals(statuses, [Number(reply.slice(0, 3))]);
    await end({ session, peer });
  }
});

Deno.test("Session discards a 510 that comes with the reply to a command", async () => {
  const { session, peer, statuses } = await share();
  const value = session.execute(getVariable("X"));
  await peer.answer(`200 result=1 (own)\n${UNKNOWN}HANGUP\n`);
  await answerFence(peer);
  assertEquals([await value, statuses, session.hungUp], ["own", [510], true]);
  await end({ session, peer });
});

Deno.test("Session discards refusals that come after a value of several lines", async () => {
  const { session, peer } = await share();
  const value = session.execute(getVariable("X"));
  await peer.answer("200 result=1 (one\n510 x\n");
  await answerFence(peer, `520 Invalid)\n${UNKNOWN}${USAGE}HANGUP\n${UNKNOWN}`);
  assertEquals([await value, session.hungUp], ["one\n510 x\n520 Invalid", true]);
  await end({ session, peer });
});

Deno.test("Session sends a command again that a stray line stopped", async () => {
  const { session, peer, statuses } = await share();
  const playing = session.execute(streamFile("x"));
  const line = await peer.answer(UNKNOWN);
  await answerFence(peer);
  assertEquals(await peer.answer(ENDPOS), line);
  assertEquals([(await playing).endpos, statuses], [800, [510]]);

  const waiting = session.execute(waitForDigit({ timeout: 1000 }));
  await peer.answer("200 result=1\n");
  await answerFence(peer, UNKNOWN);
  await peer.answer("200 result=53\n");
  assertEquals([await waiting, statuses], ["5", [510, 510]]);

  const choosing = session.execute(getOption("x", { escapeDigits: "1" }));
  await peer.answer("200 result=0 endpos=800\n");
  await answerFence(peer);
  assertEquals([(await choosing).digit, statuses.length], [null, 2]);
  await end({ session, peer });
});

Deno.test("Session sends a command again whose line a stray one was part of", async () => {
  const { session, peer, statuses } = await share();
  const value = session.execute(getVariable("X"));
  const line = await peer.answer(UNKNOWN);
  await answerFence(peer);
  assertEquals(await peer.answer("200 result=1 (own)\n"), line);
  assertEquals([await value, statuses], ["own", [510]]);
  await end({ session, peer });
});

Deno.test("Session.execute() rejects when stray lines stop a command twice", async () => {
  const { session, peer, statuses } = await share();
  const playing = assertRejects(
    () => session.execute(streamFile("x")),
    AgiAppError,
    'STREAM FILE "x" failed: something else wrote to standard output, which stopped it twice',
  );
  for (let count = 0; count < 2; count++) {
    await peer.answer(UNKNOWN);
    await answerFence(peer);
  }
  await playing;
  assertEquals(statuses, [510]);
  await end({ session, peer });
});

Deno.test("Session.execute() rejects a command that Asterisk refuses itself", async () => {
  const { session, peer, statuses } = await share();
  const bogus: Command<void> = {
    verb: "BOGUS",
    args: [],
    allowedOnDeadChannel: true,
    parse: () => {},
  };
  const unknown = assertRejects(() => session.execute(bogus), AgiInvalidCommandError);
  for (let count = 0; count < 2; count++) {
    assertEquals(await peer.answer(UNKNOWN), "BOGUS");
    await answerFence(peer);
  }
  await unknown;
  const invalid = assertRejects(() => session.execute(noop()), AgiUsageError);
  await peer.answer(USAGE);
  await answerFence(peer);
  await invalid;
  assertEquals(statuses, []);
  await end({ session, peer });
});

Deno.test("Session.execute() rejects with the reason when a stopped command gets a stray 510", async () => {
  const { session, peer } = await share();
  const stopped = new AbortController();
  const reason = new Error("stopped");
  const playing = assertRejects(
    () => session.execute(streamFile("x"), { signal: stopped.signal }),
    Error,
    "stopped",
  );
  await peer.line();
  stopped.abort(reason);
  await answerFence(peer, UNKNOWN);
  await playing;
  await end({ session, peer });
});

Deno.test("Session.execute() takes no reply to CHANNEL STATUS for that of a stopped command", async () => {
  const { session, peer } = await share();
  const stopped = new AbortController();
  const playing = assertRejects(
    () => session.execute(streamFile("x"), { signal: stopped.signal }),
    Error,
    "stopped",
  );
  await peer.line();
  stopped.abort(new Error("stopped"));
  await answerFence(peer, "200 result=-1 endpos=0\n");
  // The fence after it stays unanswered until the command is given up.
  assertEquals(await peer.answer(`${UNKNOWN}200 result=6\n`), "CHANNEL STATUS");
  await playing;
  await answerFence(peer);
  await end({ session, peer });
});

Deno.test("Session ends when more than 1000 lines of something else are answered", async () => {
  const { session, peer } = await share();
  await peer.say(UNKNOWN.repeat(600));
  await answerFence(peer);
  await peer.say(UNKNOWN.repeat(401));
  await assertRejects(
    () => session.execute(noop()),
    AgiProtocolError,
    "Asterisk answered more than 1000 lines that something else wrote",
  );
  await end({ session, peer });
});
