/**
 * The commands of the channel, the dialplan and the speech engine, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import {
  AgiAppError,
  AgiDeadChannelError,
  AgiHangup,
  AgiUsageError,
  type Channel,
  serve,
} from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { SAMPLES } from "../commands/_samples.ts";
import { errorOf, eventOf, pressing, serveCall, texting } from "./served_call.ts";

/** Resolves with what `channel.signal` aborts for. */
function hangupOf({ signal }: Channel): Promise<unknown> {
  if (signal.aborted) return Promise.resolve(signal.reason);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));
}

Deno.test("commands are those of Asterisk, and know which run on a dead channel", async () => {
  await using asterisk = await Asterisk.start();
  const shown = await asterisk.cli("agi show commands");
  const table = [...shown.matchAll(/^ *(Yes|No) +([a-z]+(?: [a-z]+)*) {3}/gm)]
    .map(([, dead, verb]) => `${verb}: ${dead}`);
  const ours = SAMPLES.map(({ command: { verb, allowedOnDeadChannel } }) =>
    `${verb.toLowerCase()}: ${allowedOnDeadChannel ? "Yes" : "No"}`
  );
  assertEquals(table.length, 47);
  assertEquals(ours.sort(), table.sort());
});

Deno.test("Asterisk refuses just those commands on a dead channel", async () => {
  await using asterisk = await Asterisk.start();
  const { result } = await serveCall(asterisk, async ({ channel }) => {
    const refused: string[] = [];
    for (const { name, command } of SAMPLES) {
      const error = await channel.execute(command).catch((error) => error);
      if (error instanceof AgiDeadChannelError) refused.push(name);
    }
    return refused;
  }, { exten: "dead", caller: { stayMs: 100 } });
  assertEquals(
    result,
    SAMPLES.filter(({ command }) => !command.allowedOnDeadChannel).map(({ name }) => name),
  );
});

Deno.test("answer(), channelStatus() and hangup() on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const other = await asterisk.originate({ agi: "no-such-script", exten: "run" });
  const waiting = await asterisk.originate({ agi: "agi:async" });
  await other.ended;
  const { result, status } = await serveCall(asterisk, async ({ channel, call }) => {
    const before = await channel.channelStatus();
    await channel.answer();
    const up = await channel.channelStatus();
    await channel.answer();
    assertEquals([before, up], ["ring", "up"]);
    assertEquals(await channel.channelStatus(call.callerChannel), "up");
    assertEquals(await channel.channelStatus(other.channel), null);
    assertEquals(await channel.hangup(other.channel), false);
    assertEquals(await channel.hangup(waiting.channel), true);
    await waiting.ended;
    assertEquals(await channel.channelStatus(), "up");
    assertEquals(await channel.hangup(), true);
    return await hangupOf(channel);
  }, { exten: "run" });
  assertInstanceOf(result, AgiHangup);
  assertEquals(status, "HANGUP");
});

Deno.test("setAutohangup() hangs up a real call, unless it is switched off", async () => {
  await using asterisk = await Asterisk.start();
  const hungUp = serveCall(asterisk, async ({ channel }) => {
    const begun = performance.now();
    await channel.setAutohangup(600);
    assertInstanceOf(await hangupOf(channel), AgiHangup);
    return performance.now() - begun;
  });
  const alive = serveCall(asterisk, async ({ channel }) => {
    await channel.setAutohangup(600);
    await channel.setAutohangup(Infinity);
    return await channel.waitForDigit({ timeout: 1200 });
  });
  const { result: elapsed } = await hungUp;
  assert(elapsed > 500 && elapsed < 20_000, `hung up after ${elapsed} ms`);
  assertEquals(await alive, { result: null, status: "SUCCESS" });
});

Deno.test("noop(), asyncAgiBreak(), verbose(), tddMode() and sendImage() on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    assertEquals(await channel.noop(), undefined);
    assertEquals(await channel.noop("a note", '"quoted"'), undefined);
    assertEquals(await channel.asyncAgiBreak(), undefined);
    await channel.verbose('shown (by "default") \\ ü');
    await channel.verbose("shown at 3", { level: 3 });
    await channel.verbose("hidden at 9", { level: 9 });
    assertEquals(await channel.tddMode("on"), false);
    assertEquals(await channel.tddMode("off"), false);
    assertEquals(await channel.sendImage("asterisk-logo"), undefined);
  });
  assertEquals(status, "SUCCESS");
  await asterisk.stop();
  const log = await asterisk.log();
  assertStringIncludes(log, ': shown (by "default") \\ ü\n');
  assertStringIncludes(log, ": shown at 3\n");
  assert(!log.includes("hidden at 9"));
});

Deno.test("exec() gives an application its arguments as they are", async () => {
  await using asterisk = await Asterisk.start();
  const seen = Promise.withResolvers<readonly string[]>();
  await using nested = serve((_, { args }) => seen.resolve(args), { port: 0 });
  const args = [
    ...["a,b", 'say "hi"', '"(,)"', "back\\slash", "\\", "a\\,b", '"', "", " blanks ", "\t"],
    ...["(lone", "]", "((", "a)b(c", "[x](y)", "[,]", "${EXTEN}", "$[1+1]", ";|&%!", "ünï 文"],
  ];
  const { result } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const event = eventOf(scene, "SHOW");
    assertEquals(await channel.exec("UserEvent", "SHOW", 'Text: a, (b] "c" \\d'), 0);
    assertEquals((await event).get("Text"), 'a, (b] "c" \\d');
    return await channel.exec("AGI", `agi://127.0.0.1:${nested.addr.port}/show`, ...args, 42);
  });
  assertEquals(result, 0);
  assertEquals(await seen.promise, [...args, "42"]);
});

Deno.test("exec() returns what the application returned on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    await channel.answer();
    assertEquals(await channel.exec("NoOp"), 0);
    // There is nowhere to return to.
    assertEquals(await channel.exec("Return"), -1);
    const digit = pressing(scene, "5", () => channel.exec("BackGround", "demo-congrats"));
    assertEquals(await digit, "5".charCodeAt(0));
    const error = await errorOf(channel.exec("NoSuchApp", "a"));
    assertInstanceOf(error, AgiAppError);
    assertStringIncludes(error.message, "NoSuchApp");
    const hangup = await errorOf(channel.exec("Hangup"));
    assertInstanceOf(hangup, AgiHangup);
    assertEquals(await channel.afterHangup.exec("Set", "A=1"), 0);
    assertEquals(await channel.afterHangup.getVariable("A"), "1");
  });
  assertEquals(status, "HANGUP");
});

Deno.test("gosub() runs a subroutine of a real dialplan", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    const run = async (args: (string | number)[], priority: number | string = 1) => [
      await channel.gosub("sub", "s", { args, priority }),
      await channel.getVariable("SUB_ARGS"),
      await channel.getVariable("GOSUB_RETVAL"),
    ];
    assertEquals(await run(["one", 2]), [{ completed: true }, "one-2", "back:one"]);
    assertEquals(await run(["a b", "(c) [d]"]), [{ completed: true }, "a b-(c) [d]", "back:a b"]);
    assertEquals(await run([]), [{ completed: true }, "-", "back:"]);
    assertEquals(await channel.gosub("sub", "s"), { completed: true });
    assertEquals(await run(["x"], 2), [{ completed: true }, "-", "back:x"]);
    for (
      const [context, extension, priority] of [["sub", "s", "none"], ["none", "s", 1]] as const
    ) {
      const error = await errorOf(channel.gosub(context, extension, { priority }));
      assertInstanceOf(error, AgiAppError);
      assertStringIncludes(error.message, "label not found");
    }
    assertEquals(await channel.gosub("sub", "hangup"), { completed: false });
    assertInstanceOf(await hangupOf(channel), AgiHangup);
  });
  assertEquals(status, "FAILURE");
});

Deno.test("setContext(), setExtension() and setPriority() lead a real dialplan", async () => {
  await using asterisk = await Asterisk.start();
  const lead = async (priority: number | string) => {
    const { result } = await serveCall(asterisk, async (scene) => {
      const { channel } = scene;
      await channel.setContext("sub");
      await channel.setExtension(100);
      assertEquals(await channel.getVariable("CONTEXT"), "sub");
      assertEquals(await channel.getVariable("EXTEN"), "100");
      await channel.setContext("test");
      await channel.setExtension("next");
      await channel.setPriority(priority);
      const error = await errorOf(channel.setPriority("no-such-label"));
      assertInstanceOf(error, AgiUsageError);
      assert(error.usage.length > 0);
      // What resolves only when the handler has ended must not be waited for in it.
      return { next: eventOf(scene, "NEXT") };
    });
    return (await result.next).get("Place");
  };
  assertEquals(await lead(1), "test/next/1");
  assertEquals(await lead("label"), "test/next/label");
});

Deno.test("setCallerid() sets number and name on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    const set = async (callerid: string) => {
      await channel.setCallerid(callerid);
      return [
        await channel.getVariable("CALLERID(num)"),
        await channel.getVariable("CALLERID(name)"),
      ];
    };
    assertEquals(await set("5551234"), ["5551234", ""]);
    assertEquals(await set("Jane <5551234>"), ["5551234", "Jane"]);
    assertEquals(await set('"Jane, (Doe)" <5551234>'), ["5551234", "Jane, (Doe)"]);
    assertEquals(await set("Jane"), ["", "Jane"]);
    assertEquals(await set(""), ["", ""]);
  });
});

Deno.test("setMusic() plays music on a real Asterisk until something else plays", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    for (const stop of [() => channel.setMusic(false), () => channel.streamFile("beep")]) {
      const started = eventOf(scene, "MusicOnHoldStart");
      const stopped = eventOf(scene, "MusicOnHoldStop");
      await channel.setMusic(true, { class: "default" });
      assertEquals((await started).get("Class"), "default");
      await Promise.all([stop(), stopped]);
    }
    const started = eventOf(scene, "MusicOnHoldStart");
    await channel.setMusic(true);
    await started;
    await channel.setMusic(true, { class: "no-such-class" });
    await channel.setMusic(false);
  });
});

Deno.test("receiveChar() and receiveText() get texts on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const text = 'hello (there) "x" ü';
    const timeout = 10_000;
    assertEquals(await texting(scene, text, () => channel.receiveText({ timeout })), text);
    assertEquals(await texting(scene, text, () => channel.receiveText()), text);
    assertEquals(await texting(scene, "xyz", () => channel.receiveChar({ timeout })), "x");
    assertEquals(await texting(scene, "üx", () => channel.receiveChar()), "\ufffd");
    assertEquals(await channel.receiveChar({ timeout: 100 }), null);
    assertEquals(await channel.receiveText({ timeout: 100 }), null);
    assertEquals(await channel.receiveText({ timeout: 0 }), null);
    assertEquals(channel.signal.aborted, false);
  });
  assertEquals(status, "FAILURE");
});

Deno.test("sendText() reaches the other end of a real call", async () => {
  await using asterisk = await Asterisk.start();
  const text = 'a "text" \\ of (any) kind, ü';
  const heard = Promise.withResolvers<string | null>();
  const listening = asterisk.ami.waitFor((event) =>
    event.get("Event") === "AGIExecStart" && !!event.get("Command")?.startsWith("RECEIVE TEXT")
  );
  await using server = serve(async (channel, { script }) => {
    if (script === "listen") {
      const hearing = channel.receiveText({ timeout: 10_000 });
      heard.resolve(hearing);
      await hearing;
    } else {
      await listening;
      await channel.sendText("");
      await channel.sendText(text);
    }
  }, { port: 0 });
  const agi = `agi://127.0.0.1:${server.addr.port}`;
  await asterisk.ami.action("Originate", {
    Channel: "Local/up@test/n",
    Application: "AGI",
    Data: `${agi}/listen`,
    Variable: `AGIARGS=${new TextEncoder().encode(`${agi}/speak`).toBase64()}`,
    Async: "true",
  });
  assertEquals(await heard.promise, text);
});

Deno.test("speech commands tell that a real Asterisk has no speech engine", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    const errors = [
      await errorOf(channel.speechCreate()),
      await errorOf(channel.speechCreate("no-such-engine")),
      await errorOf(channel.speechSet("name", 1)),
      await errorOf(channel.speechLoadGrammar("name", "/no/such/file")),
      await errorOf(channel.speechUnloadGrammar("name")),
      await errorOf(channel.speechActivateGrammar("name")),
      await errorOf(channel.speechDeactivateGrammar("name")),
      await errorOf(channel.speechRecognize("beep", { timeout: 1000, offset: 8 })),
    ];
    for (const error of errors) assertInstanceOf(error, AgiAppError);
    assertEquals(await channel.speechDestroy(), false);
  });
  assertEquals(status, "SUCCESS");
});
