import { assert, assertEquals, assertRejects } from "@std/assert";
import { noop } from "../../src/commands/console.ts";
import { exec } from "../../src/commands/dialplan.ts";
import { streamFile } from "../../src/commands/playback.ts";
import { getVariable, setVariable } from "../../src/commands/variable.ts";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiError,
  AgiInvalidCommandError,
  AgiUnknownError,
  AgiUsageError,
} from "../../src/errors.ts";
import { Session } from "../../src/session/session.ts";
import { aborted, memory } from "../peer.ts";
import { end, start } from "./session_pair.ts";

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
