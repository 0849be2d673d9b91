import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AgiAppError } from "../../mod.ts";
import { play, type PlayOptions, type Prompt, say, silence } from "../../src/ivr/mod.ts";
import { commandsOf, talk } from "./_talk.ts";

Deno.test("play() plays nested prompts in their order, and returns null at the end", async () => {
  const { value, heard, duration, transcript } = await talk((channel) =>
    play(channel, ["a", [say.number(42), ["b"]], silence(250), [], say.digits("07")])
  );
  assertEquals(value, null, transcript);
  assertEquals(heard, ["a", "number 42", "b", "digits 07"], transcript);
  assertEquals(duration, 1000 + 1000 + 1000 + 250 + 1000, transcript);
});

Deno.test("play() ends all of a prompt at a key, in every kind of part", async () => {
  const moment = new Date("2030-12-24T18:00:00Z");
  const parts: [name: string, part: Prompt][] = [
    ["file", "x"],
    ["number", say.number(12345)],
    ["digits", say.digits("12345")],
    ["date", say.date(moment)],
    ["time", say.time(moment)],
    ["dateTime", say.dateTime(moment, { timeZone: "Europe/Berlin" })],
    ["spell", say.spell("abc")],
    ["phonetic", say.phonetic("abc")],
    ["silence", silence(1000)],
    ["function", (channel, options) => play(channel, "x", options)],
  ];
  for (const [name, part] of parts) {
    const { value, heard, duration, transcript } = await talk(
      (channel) => play(channel, [part, "never"], { interrupt: true }),
      {
        async caller(caller) {
          await caller.wait(300);
          await caller.press("7");
        },
      },
    );
    assertEquals(value, "7", `${name}\n${transcript}`);
    assertEquals(heard.includes("never"), false, `${name}\n${transcript}`);
    assertEquals(duration, 300, `${name}\n${transcript}`);
  }
});

Deno.test("play() is interrupted by no key but those of its option", async () => {
  for (
    const [interrupt, expected] of [
      [undefined, null],
      [false, null],
      ["", null],
      ["13", null],
      ["2", "2"],
      [2, "2"],
      [["#", 2], "2"],
      [true, "2"],
    ] as [PlayOptions["interrupt"], string | null][]
  ) {
    const options = interrupt === undefined ? {} : { interrupt };
    const { value, duration, transcript } = await talk(
      (channel) => play(channel, ["a", silence(1000), say.number(1)], options),
      {
        async caller(caller) {
          await caller.wait(1500);
          await caller.press("2");
        },
      },
    );
    assertEquals(value, expected, transcript);
    // Silence goes on by the real clock after a key that does not count: here it may take longer.
    if (expected === null) assertEquals(duration >= 2500, true, transcript);
    else assertEquals(duration, 1500, transcript);
  }
});

Deno.test("play() speaks a language, and gives the channel its own back", async () => {
  const languages: (string | null)[] = [];
  const seen: (string | undefined)[] = [];
  const note: Prompt = async (channel, { language }) => {
    languages.push(await channel.getVariable("CHANNEL(language)"));
    seen.push(language);
    return null;
  };
  const result = await talk(async (channel) => {
    await play(channel, note, { language: "de" });
    await play(channel, note, { language: "en" });
    await play(channel, note);
    await assertRejects(() => play(channel, "missing", { language: "fr" }), AgiAppError);
    await play(channel, note);
  }, { missingSounds: ["missing"] });
  assertEquals(languages, ["de", "en", "en", "en"], result.transcript);
  assertEquals(seen, ["de", "en", undefined, undefined]);
  const set = commandsOf(result).filter((line) => line.startsWith("SET VARIABLE"));
  assertEquals(set.length, 4, "a language that the channel has is not set");
});

Deno.test("play() leaves the language alone when the caller hangs up", async () => {
  const result = await talk(
    (channel) => play(channel, "a", { language: "de" }),
    { caller: async (caller) => void (await caller.hears("a"), await caller.hangUp()) },
  );
  assertEquals([result.outcome, result.value], ["hangup", undefined], result.transcript);
});

Deno.test("play() stops when its signal aborts, with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const { heard, outcome, transcript } = await talk(async (channel) => {
    const stop: Prompt = () => {
      controller.abort(reason);
      return Promise.resolve(null);
    };
    const { signal } = controller;
    const deaf: Prompt = async () => (await channel.streamFile("b")).digit;
    const error = await assertRejects(() => play(channel, ["a", stop, deaf], { signal }), Error);
    assertEquals(error, reason);
    await assertRejects(() => play(channel, "c", { signal }), Error, "enough");
    await play(channel, "d");
  });
  assertEquals([outcome, heard], ["completed", ["a", "d"]], transcript);
});

Deno.test("play() refuses wrong prompts and options before it plays anything", async () => {
  const wrong: [prompt: unknown, options: unknown, message: string][] = [
    ["", {}, 'Invalid prompt ""'],
    [["a", ""], {}, 'Invalid prompt ""'],
    ["a\nb", {}, "without line ends"],
    [undefined, {}, "not undefined"],
    [null, {}, "not null"],
    [42, {}, "not number"],
    [["a", [42]], {}, "not number"],
    ["a", { interupt: "1" }, 'Unknown option "interupt" for play() (known: interrupt,'],
    ["a", { interrupt: "x" }, 'Invalid interrupt "x"'],
    ["a", { interrupt: {} }, "Invalid interrupt"],
    ["a", { language: "" }, 'Invalid language ""'],
    ["a", { language: "e,n" }, 'Invalid language "e,n"'],
    ["a", { signal: 1 }, "Invalid signal"],
    ["a", null, "expected an object"],
  ];
  for (const [prompt, options, message] of wrong) {
    const result = await talk((channel) => play(channel, prompt as Prompt, options as PlayOptions));
    assertEquals(result.error instanceof TypeError, true, `${result.error}`);
    assertStringIncludes(`${result.error}`, message);
    assertEquals(commandsOf(result), []);
  }
});

Deno.test("play() refuses what is not a key from a prompt function", async () => {
  for (const key of ["12", "x", "", 5, {}]) {
    const { error } = await talk((channel) => play(channel, () => Promise.resolve(key as string)));
    assertStringIncludes(`${error}`, "TypeError: Invalid result of a prompt function");
    assertEquals(`${error}`.includes("12"), false);
  }
  const { value } = await talk((channel) =>
    play(channel, () => Promise.resolve(undefined as unknown as null))
  );
  assertEquals(value, null);
});

Deno.test("silence() goes on after a key that does not interrupt", async () => {
  const result = await talk((channel) => play(channel, silence(200)), {
    async caller(caller) {
      await caller.wait(50);
      await caller.press("1");
    },
  });
  assertEquals(result.value, null, result.transcript);
  assertEquals(commandsOf(result).length, 2, result.transcript);
});
