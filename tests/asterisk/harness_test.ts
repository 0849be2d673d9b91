/**
 * Tests of the harness itself, against a real Asterisk. Run them by `deno test -A tests/asterisk/`,
 * after `deno run -A tests/asterisk/harness/setup.ts`.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { AmiMessage } from "./harness/ami.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { RawFastAgi } from "./raw_fast_agi.ts";

Deno.test("Asterisk.originate() lets the caller press keys for GET DATA", async () => {
  await using asterisk = await Asterisk.start();
  const replies: string[] = [];
  const environment = Promise.withResolvers<ReadonlyMap<string, string>>();
  await using agi = new RawFastAgi(async (session) => {
    environment.resolve(session.environment);
    replies.push(await session.command("GET DATA beep 5000 10"));
    replies.push(await session.command('SET VARIABLE "PIN" "1234"'));
  });
  const call = await asterisk.originate({
    agi: `${agi.url}/pin?x=1,first,second one`,
    caller: { exten: "dtmf", digits: "1234#", delayMs: 300 },
    report: ["PIN", "NOT_SET"],
  });
  assertEquals(await call.status, "SUCCESS");
  assertEquals(replies, ["200 result=1234", "200 result=1"]);
  assertEquals(await call.vars, { PIN: "1234", NOT_SET: "" });
  const env = await environment.promise;
  assertEquals(env.get("agi_network_script"), "pin?x=1");
  assertEquals(env.get("agi_arg_1"), "first");
  assertEquals(env.get("agi_arg_2"), "second one");
  assertEquals(env.get("agi_uniqueid"), call.uniqueid);
  assertEquals(env.get("agi_channel"), call.channel);
  await call.ended;
});

Deno.test("Call.status tells each AGISTATUS", async () => {
  await using asterisk = await Asterisk.start();
  await using agi = new RawFastAgi(async (session) => {
    await session.command('STREAM FILE no-such-file ""');
  });
  const closed = new RawFastAgi(() => Promise.resolve());
  const nobody = closed.url;
  await closed[Symbol.asyncDispose]();
  const calls = await Promise.all(
    [agi.url, nobody, "no-such-script"].map((args) => asterisk.originate({ agi: args })),
  );
  assertEquals(
    await Promise.all(calls.map((call) => call.status)),
    ["FAILURE", "FAILURE", "NOTFOUND"],
  );
});

Deno.test("Call.hangup() ends the call in the middle of a command", async () => {
  await using asterisk = await Asterisk.start();
  const waiting = asterisk.ami.waitFor((event) => begins(event, "WAIT FOR DIGIT"));
  const heard: (string | null)[] = [];
  await using agi = new RawFastAgi(async (session) => {
    heard.push(await session.command("WAIT FOR DIGIT -1"), await session.readLine());
    await session.command('SET VARIABLE "AFTER" "hangup"');
  });
  const call = await asterisk.originate({ agi: agi.url, report: ["AFTER"] });
  await waiting;
  await call.hangup();
  assertEquals(await call.status, "HANGUP");
  await call.ended;
  assertEquals(heard, ["200 result=-1", "HANGUP"]);
  assertEquals(await call.vars, { AFTER: "hangup" });
  await call.hangup();
});

Deno.test("Call.vars keeps any text whole", async () => {
  await using asterisk = await Asterisk.start();
  const environment = Promise.withResolvers<ReadonlyMap<string, string>>();
  await using agi = new RawFastAgi(async (session) => {
    environment.resolve(session.environment);
    await session.command('SET VARIABLE "ODD" "a,b \\"c\\" \\\\ (d]: ${E} ünï %0A; x=y) "');
  });
  const multiline = "first\nEvent: Hangup\nlast";
  const odd = 'comma, "quotes" \\ (bracket] ):1 ${EXTEN} ünï ; x=y ';
  const call = await asterisk.originate({
    agi: `${agi.url}/,first\nagi_forged: yes`,
    variables: { GIVEN: odd },
    set: { COPY: odd, "CALLERID(num)": "42", LINES: multiline },
    report: ["ODD", "GIVEN", "COPY", "CALLERID(num)", "LINES"],
  });
  assertEquals(await call.vars, {
    ODD: 'a,b "c" \\ (d]: ${E} ünï %0A; x=y) ',
    GIVEN: odd,
    COPY: odd,
    "CALLERID(num)": "42",
    LINES: multiline,
  });
  assertEquals((await environment.promise).get("agi_forged"), "yes");
});

Deno.test("Asterisk.originate() runs the AGI of each extension", async () => {
  await using asterisk = await Asterisk.start();
  await using agi = new RawFastAgi(async (session) => {
    const state = await session.command("CHANNEL STATUS");
    await session.command(`SET VARIABLE STATE "${state}"`);
  });
  const extens = ["up", "run", "dead"] as const;
  const calls = await Promise.all(
    extens.map((exten) => asterisk.originate({ exten, agi: agi.url, report: ["STATE"] })),
  );
  assertEquals(await Promise.all(calls.map((call) => call.vars)), [
    { STATE: "200 result=6" },
    { STATE: "200 result=4" },
    { STATE: "511 Command Not Permitted on a dead channel or intercept routine" },
  ]);
});

Deno.test("AGI() runs a script by deno", async () => {
  await using asterisk = await Asterisk.start();
  await Deno.writeTextFile(
    `${asterisk.agiBin}/script.ts`,
    `#!/usr/bin/env -S deno run -A
const lines: string[] = [];
let text = "";
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  text += chunk;
  if (text.endsWith("\\n\\n") && lines.length === 0) {
    lines.push(text);
    console.log('SET VARIABLE HOME "' + Deno.env.get("HOME") + '"');
  } else if (text.endsWith("200 result=1\\n")) break;
}
console.error("arguments: " + Deno.args.join(" "));
`,
    { mode: 0o755 },
  );
  const call = await asterisk.originate({ agi: "script.ts,one,two", report: ["HOME"] });
  assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
  assertEquals(await call.vars, { HOME: Deno.env.get("HOME") ?? "undefined" });
  assertStringIncludes(await asterisk.stderr(), "arguments: one two\n");
});

Deno.test("EAGI() gives a script the caller's sound", async () => {
  await using asterisk = await Asterisk.start();
  await Deno.writeTextFile(
    `${asterisk.agiBin}/listen`,
    `#!/bin/sh
while read -r line && [ -n "$line" ]; do :; done
bytes=$(head -c 3200 <&3 | wc -c)
echo "SET VARIABLE BYTES $bytes"
read -r reply
`,
    { mode: 0o755 },
  );
  const call = await asterisk.originate({
    exten: "eagi",
    agi: "listen",
    caller: { exten: "tone" },
    report: ["BYTES"],
  });
  assertEquals(await call.status, "SUCCESS", await asterisk.stderr());
  assertEquals(await call.vars, { BYTES: "3200" });
});

Deno.test("Asterisk.originate() places 30 calls at a time, each with its own arguments", async () => {
  await using asterisk = await Asterisk.start();
  const together = Promise.withResolvers<void>();
  let present = 0;
  await using agi = new RawFastAgi(async (session) => {
    if (++present === 30) together.resolve();
    await together.promise;
    const own = session.environment.get("agi_arg_1") ?? "";
    const uniqueid = session.environment.get("agi_uniqueid");
    const reading = asterisk.ami.waitFor((event) =>
      event.get("Uniqueid") === uniqueid && begins(event, "GET DATA")
    );
    const [digits] = await Promise.all([
      session.command("GET DATA silence/1 10000 5"),
      reading.then(() => press(asterisk, session.environment.get("agi_channel") ?? "", own)),
    ]);
    await session.command(`SET VARIABLE RESULT "${own} ${digits}"`);
  });
  const numbers = Array.from({ length: 30 }, (_, index) => `${10_000 + index}`);
  const calls = await Promise.all(numbers.map((number) =>
    asterisk.originate({
      agi: `${agi.url}/,${number}`,
      caller: { exten: "tone" },
      report: ["RESULT"],
    })
  ));
  assertEquals(
    await Promise.all(calls.map((call) => call.vars)),
    numbers.map((number) => ({ RESULT: `${number} 200 result=${number}` })),
  );
  await Promise.all(calls.map((call) => call.ended));
});

Deno.test("Asterisk.log() tells of a broken pipe when the server leaves during a command", async () => {
  await using asterisk = await Asterisk.start();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const call = await asterisk.originate({ agi: `agi://127.0.0.1:${listener.addr.port}` });
  const conn = await listener.accept();
  await readToBlankLine(conn);
  // Asterisk writes the reply and then HANGUP; the second of two writes to nobody fails.
  await conn.write(new TextEncoder().encode("EXEC Wait 0.2\n"));
  conn.close();
  await call.ended;
  await asterisk.stop();
  assertStringIncludes(await asterisk.log(), "Broken pipe");
});

Deno.test("Asterisk.cli() returns the output, and throws what Asterisk complains about", async () => {
  await using asterisk = await Asterisk.start();
  assertMatch(await asterisk.cli("core show version"), /^Asterisk 22\./);
  await assertRejects(
    () => asterisk.cli("no such thing"),
    Error,
    'Cannot run "no such thing": Asterisk says No such command',
  );
});

Deno.test("Asterisk.stop() ends the process, removes its folder and fails open calls", async () => {
  await using asterisk = await Asterisk.start();
  const pid = (await Deno.readTextFile(`${asterisk.folder}/run/asterisk.pid`)).trim();
  await using agi = new RawFastAgi(async (session) => {
    await session.command("WAIT FOR DIGIT -1");
  });
  const call = await asterisk.originate({ agi: agi.url });
  await Deno.stat(`/proc/${pid}`);
  await asterisk.stop();
  await assertRejects(() => Deno.stat(`/proc/${pid}`), Deno.errors.NotFound);
  await assertRejects(() => Deno.stat(asterisk.folder), Deno.errors.NotFound);
  await assertRejects(() => call.status, Error, "Asterisk stopped");
  await assertRejects(() => asterisk.cli("core show version"), Error, "is closed");
  assertStringIncludes(await asterisk.log(), "Asterisk Ready.");
});

Deno.test("Asterisk.start() runs instances side by side", async () => {
  const [one, two] = await Promise.all([Asterisk.start(), Asterisk.start()]);
  await using _one = one;
  await using _two = two;
  assert(one.folder !== two.folder);
  const event = one.ami.waitFor((event) => event.get("UserEvent") === "Hello");
  const heardByTwo: unknown[] = [];
  two.ami.listen({ event: (event) => heardByTwo.push(event.get("UserEvent")), close() {} });
  await one.ami.action("UserEvent", { UserEvent: "Hello", Text: "a b" });
  assertEquals((await event).get("Text"), "a b");
  assert(!heardByTwo.includes("Hello"));
});

Deno.test("Ami.events() fails when more events wait than its capacity", async () => {
  await using asterisk = await Asterisk.start();
  const { ami } = asterisk;
  const send = (number: number) =>
    ami.action("UserEvent", { UserEvent: "Count", Number: `${number}` });
  const events = ami.events({ capacity: 2 });
  const third = ami.waitFor((event) => event.get("Number") === "3");
  await Promise.all([1, 2, 3].map(send));
  await third;
  await assertRejects(() => Array.fromAsync(events), Error, "more than 2 unread");
});

Deno.test("Ami.waitFor() ends with its signal", async () => {
  await using asterisk = await Asterisk.start();
  const controller = new AbortController();
  const event = asterisk.ami.waitFor(() => false, { signal: controller.signal });
  controller.abort(new Error("Enough"));
  await assertRejects(() => event, Error, "Enough");
});

Deno.test("Ami.action() refuses what Asterisk cannot take as one line", async () => {
  await using asterisk = await Asterisk.start();
  const { ami } = asterisk;
  await assertRejects(() => ami.action("Ping", { A: "b\r\nAction: Logoff" }), TypeError);
  await assertRejects(() => ami.action("Ping", { A: "b".repeat(1100) }), RangeError, "1103 bytes");
  assertEquals((await ami.action("Ping")).get("Ping"), "Pong");
});

/** Whether an event says that Asterisk begins to run a command. */
function begins(event: AmiMessage, verb: string): boolean {
  return event.get("Event") === "AGIExecStart" && event.get("Command")?.startsWith(verb) === true;
}

/** Presses keys at the other end of a Local channel. */
async function press(asterisk: Asterisk, channel: string, keys: string): Promise<void> {
  const Channel = channel.replace(/;2$/, ";1");
  for (const Digit of keys) {
    await asterisk.ami.action("PlayDTMF", { Channel, Digit, Duration: "100" });
  }
}

async function readToBlankLine(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(4096);
  let text = "";
  while (!text.endsWith("\n\n")) {
    const count = await conn.read(buffer);
    if (count === null) throw new Error("Asterisk closed the connection");
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
}
