import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { AgiAppError, AgiHangup } from "../../mod.ts";
import { simulateCall } from "../../src/testing/mod.ts";

Deno.test("simulateCall() keeps variables and AstDB, in any script", async () => {
  const { variables, database } = await simulateCall(async (channel) => {
    const name = await channel.getVariable("NAME");
    await channel.setVariable("GREETING", `Grüße, ${name}`);
    await channel.databasePut(
      "visits",
      "文",
      Number(await channel.databaseGet("visits", "文")) + 1,
    );
  }, { variables: { NAME: "Žofia" }, database: { "visits/文": "41" } }).result;
  assertEquals(variables, { NAME: "Žofia", GREETING: "Grüße, Žofia" });
  assertEquals(database, { "visits/文": "42" });
});

Deno.test("simulateCall() tells what was said", async () => {
  const { heard, said, played, texts, verbose } = await simulateCall(async (channel) => {
    await channel.streamFile("you-have");
    await channel.sayNumber(42);
    await channel.sayDigits("0123");
    await channel.sayAlpha("abc");
    await channel.sayDatetime(new Date("2023-12-24T18:00:00Z"));
    await channel.sendText("hello");
    await channel.verbose("a note");
  }).result;
  assertEquals(heard, [
    ...["you-have", "number 42", "digits 0123", "alpha abc"],
    "datetime 2023-12-24T18:00:00Z",
  ]);
  assertEquals(played, ["you-have"]);
  assertEquals(said, heard.slice(1));
  assertEquals([texts, verbose], [["hello"], ["a note"]]);
});

Deno.test("simulateCall() lists what the handler logged, all of it", async () => {
  const { logs, transcript } = await simulateCall(async (channel) => {
    channel.log.debug("begun", { tries: 2 });
    await channel.noop();
    channel.with({ timeout: 1000 }).log.error("failed", new Error("why"));
    for (let count = 0; count < 1000; count++) channel.log.info("loop");
  }).result;
  assertEquals(logs[0], { level: "debug", message: "begun", fields: { tries: 2 } });
  assertEquals([logs[1]?.level, logs[1]?.message], ["error", "failed"]);
  assertStringIncludes(`${logs[1]?.fields["error"]}`, "Error: why\n");
  assertEquals(logs.length, 1002);
  assertStringIncludes(transcript, "handler logs debug: begun tries=2\n");
});

Deno.test("simulateCall() records the caller", async () => {
  const ended: unknown[] = [];
  const call = simulateCall(async (channel) => {
    ended.push(await channel.recordFile("/tmp/message", { silence: 3000, beep: true }));
    ended.push(await channel.recordFile("/tmp/other", { escapeDigits: "#", timeout: 10_000 }));
  });
  await call.hears("beep");
  await call.wait(1000);
  await call.fallSilent(5000);
  await call.wait(9000);
  await call.press("#");
  const { recordings, outcome, transcript } = await call.result;
  assertEquals(outcome, "completed", transcript);
  // The beep is over at 1 s, the caller talks until 6 s, and 9 s is when the silence is long enough.
  assertEquals(recordings, [
    { file: "/tmp/message", format: "wav", duration: 6000 },
    { file: "/tmp/other", format: "wav", duration: 1000 },
  ]);
  assertEquals(ended, [
    { reason: "timeout", endpos: 48_000, path: "/tmp/message.wav" },
    { reason: "digit", digit: "#", endpos: 8000, path: "/tmp/other.wav" },
  ]);
});

Deno.test("simulateCall() has applications, functions and subroutines of a test", async () => {
  const seen: unknown[] = [];
  const { outcome, error } = await simulateCall(async (channel) => {
    seen.push(await channel.exec("Dial", "PJSIP/100", 20));
    seen.push(await channel.getVariable("DIALSTATUS"));
    seen.push(await channel.getVariable("ODBC_NAME(7)"));
    seen.push(await channel.gosub("sub", "s", { args: ["x", "y"] }));
    seen.push(await channel.getVariable("GOSUB_RETVAL"));
    await channel.exec("Missing");
  }, {
    applications: {
      async Dial(call, options) {
        seen.push(options);
        await call.wait(20_000);
        call.setVariable("DIALSTATUS", "NOANSWER");
      },
    },
    functions: { ODBC_NAME: (id) => `name of ${id}` },
    subroutines: { "sub,s,1": (call, args) => call.setVariable("GOSUB_RETVAL", `<${args}>`) },
  }).result;
  assertEquals(seen, [
    ...["PJSIP/100,20", 0, "NOANSWER", "name of 7", { completed: true }, "<x,y>"],
  ]);
  assertEquals(outcome, "failed");
  assertInstanceOf(error, AgiAppError);
});

Deno.test("simulateCall() has functions and templates", async () => {
  const seen: Record<string, string> = {};
  const templates = {
    "${CALLERID(num)}/${CALLERID(name)}": "5551234/Jane",
    "${LEN(${NAME})} ${TOUPPER(${NAME})}": "5 WORLD",
    "${NAME:1:3} ${NAME:-2} ${NAME:0:-1}": "orl ld worl",
    "${CHANNEL(language)} ${CHANNEL(state)} ${EXTEN}": "en Ring 100",
    "${URIENCODE(a b)} ${BASE64_ENCODE(abc)} ${BASE64_DECODE(YWJj)}": "a%20b YWJj abc",
    "${DB(a/b)} ${DB_EXISTS(a/c)} $[1 + 2 * 3]": "value 0 7",
    "${IN_${NAME}} ${UNSET} ${NONE(x)} {}": "nested   {}",
  };
  await simulateCall(async (channel) => {
    for (const template of Object.keys(templates)) {
      seen[template] = await channel.getFullVariable(template) ?? "";
    }
  }, {
    callerId: "5551234",
    callerIdName: "Jane",
    functions: { NONE: () => undefined },
    variables: { NAME: "world", IN_world: "nested" },
    database: { "a/b": "value" },
  }).result;
  assertEquals(seen, templates);
});

Deno.test("simulateCall() has texts and speech", async () => {
  const seen: unknown[] = [];
  const call = simulateCall(async (channel) => {
    seen.push(await channel.receiveText());
    await channel.speechCreate();
    await channel.speechLoadGrammar("yesno", "/yesno");
    await channel.speechActivateGrammar("yesno");
    seen.push(await channel.speechRecognize("say-yes", { timeout: 5000 }));
    seen.push(await channel.speechRecognize("say-yes", { timeout: 5000 }));
    seen.push(await channel.speechDestroy());
  }, { speech: true });
  await call.wait(100);
  await call.say("hi (there)");
  await call.hears("say-yes");
  await call.wait(500);
  await call.say("yes");
  const { error } = await call.result;
  assertEquals(error, undefined);
  assertEquals(seen, [
    "hi (there)",
    { reason: "speech", endpos: 0, results: [{ score: 1000, text: "yes", grammar: "yesno" }] },
    { reason: "timeout", endpos: 0 },
    true,
  ]);
});

Deno.test("simulateCall() tells where the dialplan goes on", async () => {
  const { next } = await simulateCall(async (channel) => {
    await channel.setContext("menu");
    await channel.setExtension(5);
    await channel.setPriority(3);
  }).result;
  assertEquals(next, { context: "menu", extension: "5", priority: "3" });
  assertEquals((await simulateCall(() => {}).result).next.priority, "2");
});

Deno.test("simulateCall() goes on at the place that Goto names", async () => {
  const { next } = await simulateCall(async (channel) => {
    await channel.exec("Goto", "menu", 5, 3);
  }).result;
  assertEquals(next, { context: "menu", extension: "5", priority: "3" });
});

Deno.test("simulateCall() rejects when a handler reads a function that it does not know", async () => {
  let ended: unknown;
  const call = simulateCall(async (channel) => {
    ended = await channel.getVariable("VMCOUNT(100)").catch((error) => error);
  });
  const error = await assertRejects(async () => await call.result, Error);
  assertEquals(
    error.message,
    "VMCOUNT() failed: the simulator does not know its value " +
      '(define it with the option functions: { VMCOUNT: (args) => "..." })',
  );
  assertInstanceOf(ended, AgiHangup);
  assert(call.transcript.includes("the simulator stops: Error: VMCOUNT() failed"));
});

Deno.test("simulateCall() rejects when a handler sets a function that it does not know", async () => {
  const call = simulateCall((channel) => channel.setVariable("CDR(userfield)", "x"));
  await assertRejects(async () => await call.result, Error, "CDR() failed");
});

Deno.test("simulateCall() takes a function of the test for one item, and its value", async () => {
  const seen: unknown[] = [];
  await simulateCall(async (channel) => {
    seen.push(await channel.getVariable("CHANNEL(linkedid)"));
    seen.push(await channel.getVariable("CHANNEL(language)"));
    await channel.setVariable("CDR(userfield)", "ü,x");
    seen.push(await channel.getVariable("CDR(userfield)"));
  }, {
    functions: {
      "CHANNEL(linkedid)": () => "1.1",
      CDR: (args, value) => {
        if (value !== undefined) seen.push([args, value]);
        return "kept";
      },
    },
  }).result;
  assertEquals(seen, ["1.1", "en", ["userfield", "ü,x"], "kept"]);
});

Deno.test("simulateCall() has other channels, which can be hung up", async () => {
  const seen: unknown[] = [];
  const { channels } = await simulateCall(async (channel) => {
    seen.push(await channel.channelStatus("PJSIP/a-1"), await channel.channelStatus("PJSIP/b-1"));
    seen.push(await channel.hangup("PJSIP/a-1"), await channel.channelStatus("PJSIP/a-1"));
    seen.push(await channel.hangup("PJSIP/none-1"));
  }, { channels: { "PJSIP/a-1": {}, "PJSIP/b-1": { state: 5 } } }).result;
  assertEquals(seen, ["up", "ringing", true, null, false]);
  assertEquals(channels, ["PJSIP/b-1"]);
});
