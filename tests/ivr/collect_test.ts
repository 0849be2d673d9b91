import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { collect, type CollectOptions, menu, play, say } from "../../src/ivr/mod.ts";
import { commandsOf, keys, talk } from "./_talk.ts";

const PIN: CollectOptions = { prompt: "pin", digits: 4, noInput: "silent", noMatch: "wrong" };

function fail(message: string): never {
  throw new Error(message);
}

Deno.test("collect() takes the key that interrupts the prompt for the first of the answer", async () => {
  for (const start of [300, 1000, 1700]) {
    const { value, heard, transcript } = await talk(
      (channel) => collect(channel, { ...PIN, prompt: ["a", say.number(42), "c"] }),
      { caller: keys(start + 50, "1234") },
    );
    assertEquals(
      value,
      { status: "matched", digits: "1234", value: "1234", attempts: 1 },
      transcript,
    );
    assertEquals(heard, ["a", "number 42", "c"].slice(0, start === 300 ? 1 : 2), transcript);
  }
});

Deno.test("collect() waits for timeout after the prompt, and for interDigitTimeout after a key", async () => {
  const options = { ...PIN, attempts: 1, timeout: 3000, interDigitTimeout: 700 };
  const none = await talk((channel) => collect(channel, options));
  assertEquals(none.value, { status: "noInput", attempts: 1 });
  assertEquals([none.heard, none.duration], [["pin", "silent"], 1000 + 3000 + 1000]);
  const late = await talk((channel) => collect(channel, options), {
    caller: keys(3990, "1", 590, "2", 590, "3"),
  });
  assertEquals(late.value, { status: "noMatch", digits: "123", attempts: 1 }, late.transcript);
  assertEquals(late.duration, 3990 + 690 + 690 + 700 + 1000, late.transcript);
});

Deno.test("collect() ends an answer at its terminator, and leaves later keys to the next", async () => {
  for (const [terminator, typed] of [["#", "12#34#"], ["*", "12*34*"], ["*#", "12*34#"]]) {
    const { value, heard, transcript } = await talk(async (channel) => {
      const options = { prompt: "a", digits: { max: 8 }, terminator: terminator ?? "" };
      const first = await collect(channel, options);
      const second = await collect(channel, { ...options, prompt: "b" });
      return [first, second].map((answer) => answer.status === "matched" && answer.digits);
    }, { caller: keys(50, typed ?? "") });
    assertEquals(value, ["12", "34"], transcript);
    assertEquals(heard, ["a", "b"], transcript);
  }
});

Deno.test("collect() without a terminator takes # for a wrong key, and reads on", async () => {
  const { value, transcript } = await talk(
    (channel) => collect(channel, { ...PIN, terminator: "", attempts: 1 }),
    { caller: keys(50, "1#34") },
  );
  assertEquals(value, { status: "noMatch", digits: "1#34", attempts: 1 }, transcript);
});

Deno.test("collect() allows other keys, and an empty answer where min is 0", async () => {
  const price = await talk(
    (channel) => collect(channel, { prompt: "a", digits: { max: 6 }, keys: "0123456789*" }),
    { caller: keys(50, "12*50#") },
  );
  assertEquals(price.value?.status === "matched" && price.value.value, "12*50");
  const empty = await talk(
    (channel) => collect(channel, { prompt: "a", digits: { min: 0, max: 6 } }),
    { caller: keys(50, "#") },
  );
  assertEquals(empty.value, { status: "matched", digits: "", value: "", attempts: 1 });
  const short = await talk(
    (channel) => collect(channel, { prompt: "a", digits: { min: 1, max: 6 }, attempts: 1 }),
    { caller: keys(50, "#") },
  );
  assertEquals(short.value, { status: "noMatch", digits: "", attempts: 1 });
});

Deno.test("collect() ignores a terminator after a full answer while the next sound begins", async () => {
  const next = (options: { typed: string; pause?: number }) =>
    talk(async (channel) => {
      await collect(channel, PIN);
      return await menu(channel, {
        prompt: ["x", "y"],
        choices: { "1": "one", "2": "two" },
        attempts: 1,
      });
    }, { caller: keys(50, options.typed, options.pause ?? 0, "2") });
  const habit = await next({ typed: "1234#" });
  assertEquals(habit.value, { status: "matched", digits: "2", value: "two", attempts: 1 });
  assertEquals(habit.heard, ["pin", "x"], habit.transcript);
  // In the second sound it is a key like any other.
  const later = await next({ typed: "1234" + "", pause: 1200 });
  assertEquals(later.heard, ["pin", "x", "y"], later.transcript);
});

Deno.test("collect() does not ignore a key that the next question knows", async () => {
  const { value, heard, transcript } = await talk(async (channel) => {
    await collect(channel, PIN);
    return await menu(channel, { prompt: "x", choices: { "#": "pound" } });
  }, { caller: keys(50, "1234#") });
  assertEquals([value?.status, heard], ["matched", ["pin", "x"]], transcript);
});

Deno.test("collect() asks again by noInput, noMatch and reprompt, and counts attempts", async () => {
  const { value, heard, transcript } = await talk(
    (channel) => collect(channel, { ...PIN, reprompt: "again", timeout: 1000 }),
    {
      async caller(caller) {
        await caller.hears("silent");
        await caller.hears("again");
        await caller.press("12#");
        await caller.hears("wrong");
        await caller.hears("again");
        await caller.press("1234");
      },
    },
  );
  assertEquals(value, { status: "matched", digits: "1234", value: "1234", attempts: 3 });
  assertEquals(heard, ["pin", "silent", "again", "wrong", "again"], transcript);
});

Deno.test("collect() takes a key during the message of an error for the next attempt", async () => {
  const { value, heard, transcript } = await talk((channel) => collect(channel, PIN), {
    async caller(caller) {
      await caller.hears("pin");
      await caller.press("9#");
      await caller.hears("wrong");
      await caller.wait(10);
      await caller.press("1234");
    },
  });
  assertEquals(
    [value?.status, value?.attempts, heard],
    ["matched", 2, ["pin", "wrong"]],
    transcript,
  );
});

Deno.test("collect() leaves a key during its last message to the next question", async () => {
  const { value, heard, transcript } = await talk(async (channel) => {
    await collect(channel, { ...PIN, attempts: 1, timeout: 1000 });
    return await menu(channel, { prompt: "never", choices: { "5": "five" } });
  }, {
    async caller(caller) {
      await caller.hears("silent");
      await caller.wait(10);
      await caller.press("5");
    },
  });
  assertEquals(value, { status: "matched", digits: "5", value: "five", attempts: 1 }, transcript);
  assertEquals(heard, ["pin", "silent"], transcript);
});

Deno.test("play() is interrupted by a key that the caller typed ahead", async () => {
  const { value, heard, transcript } = await talk(async (channel) => {
    await collect(channel, { ...PIN, attempts: 1, timeout: 500 });
    const other = await play(channel, "x", { interrupt: "12" });
    return [other, await play(channel, "y", { interrupt: "5" }), await play(channel, "z")];
  }, {
    async caller(caller) {
      await caller.hears("silent");
      await caller.wait(10);
      await caller.press("5");
    },
  });
  assertEquals(value, [null, "5", null], transcript);
  assertEquals(heard, ["pin", "silent", "x", "z"], transcript);
});

Deno.test("collect() is cancelled by a key at any moment, and by a signal", async () => {
  for (const typed of ["*", "12*"]) {
    const { value, transcript } = await talk(
      (channel) => collect(channel, { ...PIN, cancel: "*" }),
      { caller: keys(50, typed) },
    );
    assertEquals(value, { status: "cancelled", by: "key", attempts: 1 }, transcript);
  }
  const controller = new AbortController();
  const { value, heard, transcript } = await talk(async (channel) => {
    const answer = await collect(channel, { ...PIN, signal: controller.signal });
    await channel.streamFile("goes-on");
    const again = await collect(channel, { ...PIN, signal: controller.signal });
    return [answer, again];
  }, {
    async caller(caller) {
      await caller.wait(50);
      await caller.press("12");
      controller.abort();
      await caller.hears("goes-on");
    },
  });
  assertEquals(value, [
    { status: "cancelled", by: "signal", attempts: 1 },
    { status: "cancelled", by: "signal", attempts: 0 },
  ], transcript);
  assertEquals(heard, ["pin", "goes-on"], transcript);
});

Deno.test("collect() is not cancelled by another error, nor by the signal of the call", async () => {
  const controller = new AbortController();
  const broken = await talk((channel) =>
    collect(channel, {
      ...PIN,
      signal: controller.signal,
      prompt: () => {
        controller.abort();
        return fail("broken");
      },
    })
  );
  assertStringIncludes(`${broken.error}`, "Error: broken");
  const hangup = await talk((channel) => collect(channel, { ...PIN, signal: channel.signal }), {
    async caller(caller) {
      await caller.hears("pin");
      await caller.hangUp();
    },
  });
  assertEquals([hangup.outcome, hangup.value], ["hangup", undefined], hangup.transcript);
});

Deno.test("collect() without bargeIn plays the prompt to its end, and drops keys until then", async () => {
  const { value, heard, transcript } = await talk(
    (channel) => collect(channel, { ...PIN, bargeIn: false, prompt: ["a", "b"] }),
    { caller: keys(50, "99", 2000, "1234") },
  );
  assertEquals([value?.status, heard], ["matched", ["a", "b"]], transcript);
  assert(value?.status === "matched" && value.digits === "1234", transcript);
});

Deno.test("collect() without typeAhead drops what was typed before the prompt", async () => {
  for (const [typeAhead, expected, heard] of [[true, "57", 2], [false, "78", 3]] as const) {
    const result = await talk(async (channel) => {
      await collect(channel, { ...PIN, attempts: 1, timeout: 500 });
      return await collect(channel, { prompt: "b", digits: 2, typeAhead });
    }, {
      async caller(caller) {
        await caller.hears("silent");
        await caller.wait(10);
        await caller.press("5");
        await caller.wait(700);
        await caller.press("78");
      },
    });
    const { value, transcript } = result;
    assertEquals(value?.status === "matched" && value.digits, expected, transcript);
    assertEquals(result.heard.length, heard, transcript);
  }
});

Deno.test("collect() speaks a language for the time of the question", async () => {
  const result = await talk(async (channel) => {
    await collect(channel, { ...PIN, language: "de" });
    return await channel.getVariable("CHANNEL(language)");
  }, { caller: keys(50, "1234") });
  assertEquals(result.value, "en");
  assertEquals(
    commandsOf(result).filter((line) => line.startsWith("SET")),
    ['SET VARIABLE "CHANNEL(language)" "de"', 'SET VARIABLE "CHANNEL(language)" "en"'],
  );
});

Deno.test("collect() refuses wrong options before it plays anything", async () => {
  const wrong: [options: object, message: string][] = [
    [{ attempt: 3 }, 'TypeError: Unknown option "attempt" for collect() (known: prompt,'],
    [{ prompt: undefined }, "TypeError: Invalid prompt"],
    [{ digits: undefined }, "TypeError: Invalid options for digits"],
    [{ digits: 0 }, "RangeError: Invalid digits 0"],
    [{ digits: 2.5 }, "RangeError: Invalid digits 2.5"],
    [{ digits: { min: 5, max: 4 } }, "RangeError: Invalid digits: min 5 is greater than max 4"],
    [{ digits: { minimum: 5 } }, 'TypeError: Unknown option "minimum" for digits'],
    [{ digits: { max: 1024 } }, "RangeError: Invalid digits.max 1024"],
    [{ attempts: 0 }, "RangeError: Invalid attempts 0"],
    [{ attempts: NaN }, "RangeError: Invalid attempts NaN"],
    [{ timeout: -1 }, "RangeError: Invalid timeout -1"],
    [{ interDigitTimeout: "5" }, "RangeError: Invalid interDigitTimeout"],
    [{ terminator: "5" }, 'TypeError: Invalid terminator "5": "5" is also in keys "0123456789"'],
    [{ terminator: "x" }, 'TypeError: Invalid terminator "x"'],
    [{ cancel: "#" }, 'TypeError: Invalid cancel "#": "#" is also in terminator "#"'],
    [{ cancel: "0" }, 'TypeError: Invalid cancel "0": "0" is also in keys'],
    [{ noMatch: 5 }, "TypeError: Invalid noMatch"],
    [{ noInput: "" }, "TypeError: Invalid noInput"],
    [{ reprompt: [null] }, "TypeError: Invalid reprompt"],
    [{ bargeIn: "no" }, 'TypeError: Invalid bargeIn "no"'],
    [{ typeAhead: 1 }, "TypeError: Invalid typeAhead 1"],
    [{ validate: true }, "TypeError: Invalid validate"],
    [{ language: "e n" }, "TypeError: Invalid language"],
    [{ signal: {} }, "TypeError: Invalid signal"],
  ];
  for (const [options, message] of wrong) {
    const result = await talk((channel) => collect(channel, { ...PIN, ...options }));
    assertStringIncludes(`${result.error}`, message);
    assertEquals(commandsOf(result), [], message);
  }
});
