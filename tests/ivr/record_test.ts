import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Channel } from "../../mod.ts";
import { collect, record, type RecordOptions } from "../../src/ivr/mod.ts";
import { commandsOf, talk } from "./_talk.ts";

const FILE = "/var/spool/message";
const take = (options: RecordOptions = {}) => (channel: Channel) => record(channel, FILE, options);

Deno.test("record() keeps, plays and repeats a recording as the caller wants", async () => {
  const { value, heard, recordings, transcript } = await talk(take({ prompt: "vm-intro" }), {
    async caller(caller) {
      await caller.hears("beep");
      await caller.wait(440 + 3000);
      await caller.press("#");
      await caller.hears("vm-review");
      await caller.press("2");
      await caller.hears(FILE);
      await caller.hears("vm-review");
      await caller.press("3");
      await caller.hears("beep");
      await caller.wait(340 + 2000);
      await caller.press("#");
      await caller.hears(/review/);
      await caller.press("1");
    },
    sounds: { beep: 440 },
  });
  assertEquals(value, { status: "kept", file: FILE, format: "wav", duration: 2000 }, transcript);
  assertEquals(recordings.map(({ duration }) => duration), [3000, 2000], transcript);
  assertEquals(
    heard,
    ["vm-intro", "beep", "vm-review", FILE, "vm-review", "beep", "vm-review"],
    transcript,
  );
});

Deno.test("record() takes a key while the recording plays for an answer to the review", async () => {
  const { value, heard, transcript } = await talk(take({ silence: Infinity, maximum: 1000 }), {
    async caller(caller) {
      await caller.hears("vm-review");
      await caller.press("2");
      await caller.hears(FILE);
      await caller.wait(10);
      await caller.press("1");
    },
  });
  assertEquals(value?.status, "kept", transcript);
  assertEquals(heard, ["beep", "vm-review", FILE], transcript);
});

Deno.test("record() plays the recording once, and the review again after silence", async () => {
  const { heard, transcript } = await talk(take({ maximum: 1000, review: { attempts: 2 } }), {
    async caller(caller) {
      await caller.hears("vm-review");
      await caller.press("2");
    },
  });
  assertEquals(heard, ["beep", "vm-review", FILE, "vm-review", "vm-review"], transcript);
});

Deno.test("record() ends by silence and by its maximum, and keeps it without a review", async () => {
  const silent = await talk(take({ review: false, silence: 2000 }), {
    caller: (caller) => caller.fallSilent(4000),
  });
  assertEquals(silent.value?.status, "kept", silent.transcript);
  assertEquals(silent.heard, ["beep"]);
  const long = await talk(take({ review: false, maximum: 3000, format: "wav16", beep: "tone" }));
  assertEquals(long.value, { status: "kept", file: FILE, format: "wav16", duration: 1500 });
  assertEquals(long.heard, ["tone"]);
  const bare = await talk(take({ review: false, maximum: 3000, beep: false, prompt: "intro" }));
  assertEquals(bare.heard, ["intro"]);
});

Deno.test("record() is not stopped by keys during the beep", async () => {
  const { value, recordings, transcript } = await talk(take({ review: false, maximum: 2000 }), {
    async caller(caller) {
      await caller.hears("beep");
      await caller.press("##");
    },
  });
  assertEquals([value?.status, recordings.length], ["kept", 1], transcript);
  assertEquals(recordings[0]?.duration, 2000, transcript);
});

Deno.test("record() keeps the recording of a caller who hangs up in it, or in the review", async () => {
  for (const sound of ["beep", "vm-review"]) {
    const { value, outcome, transcript } = await talk(take({ maximum: 3000 }), {
      async caller(caller) {
        await caller.hears(sound);
        await caller.wait(1500);
        await caller.hangUp();
      },
    });
    assertEquals([value?.status, outcome], ["hangup", "completed"], transcript);
  }
  const before = await talk(take({ prompt: "intro" }), {
    async caller(caller) {
      await caller.hears("intro");
      await caller.hangUp();
    },
  });
  assertEquals([before.outcome, before.recordings], ["hangup", []], before.transcript);
});

Deno.test("record() keeps the last recording when the caller may record no more", async () => {
  const { value, recordings, transcript } = await talk(take({ maximum: 1000, recordings: 2 }), {
    async caller(caller) {
      await caller.hears("vm-review");
      await caller.press("3");
    },
  });
  assertEquals([value?.status, recordings.length], ["kept", 2], transcript);
});

Deno.test("record() lets no key from before answer the review", async () => {
  const { value, heard, transcript } = await talk(async (channel) => {
    await collect(channel, { prompt: "a", digits: 1, timeout: 100, attempts: 1, noInput: "b" });
    return await record(channel, FILE, { maximum: 1000 });
  }, {
    async caller(caller) {
      await caller.hears("b");
      await caller.wait(10);
      await caller.press("3");
    },
  });
  assertEquals(value?.status, "kept", transcript);
  assertEquals(heard.filter((sound) => sound === "beep").length, 1, transcript);
});

Deno.test("record() does not take a second # for an answer to the review", async () => {
  const { heard, transcript } = await talk(take(), {
    async caller(caller) {
      await caller.hears("beep");
      await caller.wait(3000);
      await caller.press("##");
      await caller.wait(500);
      await caller.press("1");
    },
  });
  assertEquals(heard, ["beep", "vm-review"], transcript);
});

Deno.test("record() takes other keys, prompts and attempts for its review", async () => {
  const review = { prompt: "my-review", keep: "7", hear: "8", again: "9", attempts: 1 };
  const { value, heard, transcript } = await talk(take({ maximum: 1000, review }), {
    async caller(caller) {
      await caller.hears("my-review");
      await caller.press("8");
      await caller.hears(FILE);
      await caller.press("7");
    },
  });
  assertEquals([value?.status, heard], ["kept", ["beep", "my-review", FILE]], transcript);
});

Deno.test("record() is cancelled by its signal", async () => {
  const controller = new AbortController();
  const { value, transcript } = await talk(take({ signal: controller.signal, maximum: 1000 }), {
    async caller(caller) {
      await caller.hears("vm-review");
      controller.abort();
    },
  });
  assertEquals(value, { status: "cancelled" }, transcript);
});

Deno.test("record() fails where Asterisk cannot write", async () => {
  const { error } = await talk(take(), { writable: () => false });
  assertStringIncludes(
    `${error}`,
    `AgiAppError: RECORD FILE "${FILE}" failed: Asterisk cannot write`,
  );
});

Deno.test("record() refuses wrong options before it plays anything", async () => {
  const wrong: [options: object, message: string][] = [
    [{ beeps: true }, 'TypeError: Unknown option "beeps" for record()'],
    [{ beep: true }, "TypeError: Invalid beep"],
    [{ format: "WAV" }, 'TypeError: Invalid format "WAV"'],
    [{ maximum: 0 }, "RangeError: Invalid maximum 0"],
    [{ silence: 0 }, "RangeError: Invalid silence 0"],
    [{ silence: NaN }, "RangeError: Invalid silence NaN"],
    [{ stop: "x" }, 'TypeError: Invalid stop "x"'],
    [{ recordings: 0 }, "RangeError: Invalid recordings 0"],
    [{ review: { keep: "2" } }, "TypeError: Invalid review"],
    [{ review: { keep: "" } }, "TypeError: Invalid review"],
    [{ review: { language: "de" } }, 'TypeError: Unknown option "language" for review'],
    [{ review: { attempts: 0 } }, "RangeError: Invalid attempts 0"],
    [{ review: true }, "TypeError: Invalid options for review"],
  ];
  for (const [options, message] of wrong) {
    const result = await talk((channel) => record(channel, FILE, options));
    assertStringIncludes(`${result.error}`, message);
    assertEquals(commandsOf(result), [], message);
  }
});
