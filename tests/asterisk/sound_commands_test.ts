/**
 * The commands that play, say, record and wait for digits, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, fail } from "@std/assert";
import { AgiAppError, AgiHangup, type Channel, type Command } from "../../mod.ts";
import { sayCaptures } from "../testdata/say_captures.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { during, errorOf, pressing, serveCall } from "./served_call.ts";

/** The length of the file `beep`, in samples. */
const BEEP = 3520;

/** More than any test takes, in milliseconds. */
const timeout = 20_000;

function assertBetween(value: number | null, min: number, max: number): void {
  assert(value !== null && value >= min && value <= max, `${value} is not in ${min} to ${max}`);
}

Deno.test("streamFile() stops by a key and starts at an offset on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const stopped = (file: string, options: { escapeDigits: string; offset?: number }) =>
      pressing(scene, "5", () => channel.streamFile(file, options));
    assertEquals(await channel.streamFile("beep"), { digit: null, endpos: BEEP });
    assertEquals(await channel.streamFile("beep", { offset: 3000 }), {
      digit: null,
      endpos: BEEP,
    });
    const { digit, endpos } = await stopped("demo-congrats", { escapeDigits: "0123456789*#" });
    assertEquals(digit, "5");
    assertBetween(endpos, 1, 40_000);
    const later = await stopped("demo-congrats", { escapeDigits: "5", offset: 80_000 });
    assertEquals(later.digit, "5");
    assertBetween(later.endpos, 80_000, 120_000);
    assertEquals(await stopped("beep", { escapeDigits: "46" }), { digit: null, endpos: BEEP });
    assertInstanceOf(await errorOf(channel.streamFile("no-such-file")), AgiAppError);
    assertEquals(await channel.channelStatus(), "up");
  });
  assertEquals(status, "FAILURE");
});

Deno.test("controlStreamFile() follows the keys on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const control = (keys: string, options: Parameters<Channel["controlStreamFile"]>[1]) =>
      pressing(
        scene,
        keys,
        () => channel.controlStreamFile("demo-congrats", { escapeDigits: "05", ...options }),
      );
    assertEquals(await channel.controlStreamFile("beep"), { digit: null, endpos: null });
    const plain = await control("5", {});
    assertEquals(plain.digit, "5");
    assertBetween(plain.endpos, 1, 4000);
    const later = await control("0", { offset: 5000 });
    assertEquals(later.digit, "0");
    assertBetween(later.endpos, 5000, 9000);
    assertBetween((await control("##5", {})).endpos, 6000, 10_000);
    assertBetween((await control("115", { forward: "1", skip: 1500 })).endpos, 3000, 6000);
    assertBetween((await control("225", { rewind: "2", offset: 8000 })).endpos, 2000, 6000);
    assertEquals(await channel.getVariable("CPLAYBACKSTATUS"), "USERSTOPPED");
    assertInstanceOf(await errorOf(channel.controlStreamFile("no-such-file")), AgiAppError);
  });
  assertEquals(status, "FAILURE");
});

Deno.test("controlStreamFile() pauses on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async (scene) => {
    const begun = performance.now();
    const { endpos } = await pressing(
      scene,
      "85",
      () => scene.channel.controlStreamFile("demo-congrats", { escapeDigits: "5", pause: "8" }),
      { duration: 1000 },
    );
    // It played for the first second of two.
    assertBetween(endpos, 0, performance.now() - begun - 500);
  }, { caller: { exten: "tone" } });
});

Deno.test("getData() reads digits on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const enter = (keys: string, file: string, options: Parameters<Channel["getData"]>[1]) =>
      pressing(scene, keys, () => channel.getData(file, options));
    assertEquals(await enter("12#", "beep", { timeout }), { digits: "12", timedOut: false });
    assertEquals(await enter("*0AD#", "", { timeout: Infinity }), {
      digits: "*0AD",
      timedOut: false,
    });
    assertEquals(await enter("123", "demo-congrats", { timeout, maxDigits: 3 }), {
      digits: "123",
      timedOut: false,
    });
    assertEquals(await enter("#", "beep", { timeout }), { digits: "", timedOut: false });
    assertEquals(await enter("45", "", { timeout: 1500 }), { digits: "45", timedOut: true });
    assertEquals(await channel.getData("beep", { timeout: 100 }), { digits: "", timedOut: true });
    assertInstanceOf(await errorOf(channel.getData("no-such-file")), AgiAppError);
    assertEquals(await channel.channelStatus(), "up");
  });
  assertEquals(status, "SUCCESS");
});

Deno.test("getOption() reads one digit during a file and behind it on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const choose = (key: string, file: string, duration: number) =>
      pressing(
        scene,
        key,
        () => channel.getOption(file, { escapeDigits: "12", timeout }),
        { duration },
      );
    const during = await choose("1", "demo-congrats", 100);
    assertEquals(during.digit, "1");
    assertBetween(during.endpos, 1, 40_000);
    // A digit counts when the key is let go: that is when the beep of 440 ms is over.
    assertEquals(await choose("2", "beep", 1000), { digit: "2", endpos: BEEP });
    assertEquals(await choose("3", "beep", 1000), { digit: null, endpos: BEEP });
    assertEquals(await channel.getOption("beep", { timeout: 100 }), { digit: null, endpos: BEEP });
    assertEquals(await channel.getOption("beep", { timeout: 0 }), { digit: null, endpos: BEEP });
    assertInstanceOf(await errorOf(channel.getOption("no-such-file")), AgiAppError);
  });
  assertEquals(status, "FAILURE");
});

Deno.test("waitForDigit() gets each key of a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    for (const key of "1234567890*#ABCD") {
      assertEquals(await pressing(scene, key, () => channel.waitForDigit({ timeout })), key);
    }
    assertEquals(await pressing(scene, "7", () => channel.waitForDigit()), "7");
    assertEquals(await channel.waitForDigit({ timeout: 100 }), null);
    assertEquals(await channel.waitForDigit({ timeout: 0 }), null);
  });
});

Deno.test("say...() commands play the right sounds on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  // Dates and times of these are in the time zone of the machine that captured them.
  const captures = (await sayCaptures()).filter(({ words: [verb] }, index) =>
    index % 9 === 0 && verb !== "DATE" && verb !== "TIME"
  );
  const evening = new Date("2023-12-24T18:00:00Z");
  const says: [sounds: string[] | null, say: (channel: Channel) => Promise<string | null>][] = [
    [["digits/minus", "digits/40", "digits/2"], (channel) => channel.sayNumber(-42)],
    [["digits/7"], (channel) => channel.sayNumber(7, { gender: "f" })],
    [["digits/0", "digits/star", "digits/pound"], (channel) => channel.sayDigits("0*#")],
    [["letters/b", "digits/1"], (channel) => channel.sayAlpha("b1")],
    [
      ["uppercase", "letters/b", "letters/c"],
      (channel) => channel.sayAlpha("Bc", { caseSensitivity: "upper" }),
    ],
    [["phonetic/k_p"], (channel) => channel.sayPhonetic("k")],
    [
      ["beep", "digits/3"],
      (channel) => channel.sayDatetime(evening, { format: "'beep'I", timezone: "JST-9" }),
    ],
    ...captures.map(({ words: [verb, text, format, timezone], files }) => {
      const more = timezone === undefined ? [] : [format || "ABdY 'digits/at' IMp", timezone];
      const command: Command<null> = {
        verb: `SAY ${verb}`,
        args: [text, "", ...more],
        allowedOnDeadChannel: false,
        parse: ({ result }) => result === "0" ? null : fail(`SAY ${verb} ${text}: ${result}`),
      };
      return [[...files], (channel: Channel) => channel.execute(command)] as typeof says[number];
    }),
    // What these say depends on the time zone of the machine.
    [null, (channel) => channel.sayDatetime(evening, { format: "M" })],
    [null, (channel) => channel.sayDate(evening)],
    [null, (channel) => channel.sayTime(evening)],
  ];
  const said = await Promise.all(says.map(async ([sounds, say]) => {
    const { result } = await serveCall(asterisk, async ({ channel, call }) => {
      assertEquals(await say(channel), null);
      return { name: call.channel };
    });
    return { sounds, ...result };
  }));
  await asterisk.stop();
  const log = await asterisk.log();
  for (const { sounds, name } of said) {
    const played = [...log.matchAll(/<(\S+)> Playing '(.*?)\.gsm'/g)]
      .filter(([, channel]) => channel === name).map(([, , file]) => file);
    if (sounds === null) assert(played.length > 0);
    else assertEquals(played, sounds);
  }
});

Deno.test("say...() commands end by a digit on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const options = { escapeDigits: "5" };
    const now = new Date();
    const says: [key: string, says: () => Promise<string | null>][] = [
      ["#", () => channel.sayNumber(123_456_789, { escapeDigits: "*#" })],
      ["5", () => channel.sayNumber(123_456_789, options)],
      ["5", () => channel.sayDigits("0123456789", options)],
      ["5", () => channel.sayAlpha("abcdefgh", options)],
      ["5", () => channel.sayPhonetic("abcdefgh", options)],
      ["5", () => channel.sayDate(now, options)],
      ["5", () => channel.sayTime(Temporal.Now.instant(), options)],
      ["5", () => channel.sayDatetime(253_402_300_799, options)],
    ];
    for (const [key, say] of says) {
      assertEquals(await pressing(scene, key, say), key, say.toString());
    }
    assertEquals(await pressing(scene, "4", () => channel.sayDigits(12, options)), null);
  });
});

Deno.test("recordFile() tells how a recording ended on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const folder = `${asterisk.folder}/spool/tmp`;
  /** The samples in a file: 16 bits each, behind 44 bytes. */
  const samplesOf = async (file: string) => ((await Deno.stat(`${file}.wav`)).size - 44) / 2;
  const tone = serveCall(asterisk, async (scene) => {
    const { channel } = scene;
    const file = `${folder}/tone`;
    const timed = await channel.recordFile(file, { timeout: 500 });
    assert(timed.reason === "timeout");
    assertBetween(timed.endpos, 800, 8000);
    assertEquals(await samplesOf(file), timed.endpos);
    const more = await channel.recordFile(file, { timeout: 300, offset: timed.endpos });
    assert(more.reason === "timeout");
    assertBetween(more.endpos, timed.endpos + 400, timed.endpos + 8000);
    assertEquals(await samplesOf(file), more.endpos);
    const options = { escapeDigits: "0#", timeout };
    const stopped = await pressing(scene, "1#", () => channel.recordFile(file, options));
    assert(stopped.reason === "digit");
    assertEquals(stopped.digit, "#");
    assertEquals(await samplesOf(file), stopped.endpos);
    const beeping = { ...options, beep: true, silence: 5000 };
    const beep = await pressing(scene, "0", () => channel.recordFile(file, beeping));
    assertEquals(beep, {
      ...{ reason: "interrupted", digit: "0", endpos: 0, path: `${file}.wav` },
    });
    const gsm = await channel.recordFile(file, { format: "gsm", beep: true, timeout: 100 });
    assertEquals(gsm.reason, "timeout");
    await Deno.stat(`${file}.gsm`);
    const nowhere = await channel.recordFile(`${file}/none/x`, options);
    assertEquals(nowhere, { reason: "unwritable", path: `${file}/none/x.wav` });
    const noFormat = await channel.recordFile(file, { ...options, format: "nosuch" });
    assertEquals(noFormat, { reason: "unwritable", path: `${file}.nosuch` });
    assertEquals(await channel.channelStatus(), "up");
  }, { caller: { exten: "tone" } });
  const silence = serveCall(asterisk, async ({ channel }) => {
    const file = `${folder}/silence`;
    const quiet = await channel.recordFile(file, { timeout, silence: 800 });
    assert(quiet.reason === "timeout");
    assertBetween(quiet.endpos, 1000, 100_000);
    assertEquals(await samplesOf(file), quiet.endpos);
  }, { caller: { exten: "tonequiet", durationMs: 1000 } });
  const hangup = serveCall(asterisk, async (scene) => {
    const { channel, call } = scene;
    const file = `${folder}/hangup`;
    const watcher = Deno.watchFs(folder);
    const recorded = await during(scene, () => channel.recordFile(file, { timeout }), async () => {
      // A hangup before the file is there counts as one during the beep.
      for await (const { paths } of watcher) if (paths.includes(`${file}.wav`)) break;
      await call.hangup();
    });
    assert(recorded.reason === "hangup");
    assertEquals(await samplesOf(file), recorded.endpos);
    assertInstanceOf(await errorOf(channel.recordFile(file)), AgiHangup);
  }, { caller: { exten: "tone" } });
  const [{ status }] = await Promise.all([hangup, tone, silence]);
  assertEquals(status, "HANGUP");
});
