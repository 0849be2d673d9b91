/**
 * Questions and prompts on a real Asterisk: what a caller types is all there, whenever it comes. The
 * machine must have time for it: the pauses between commands are when Asterisk can lose a key.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Channel } from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import type { CallerOptions } from "./harness/call.ts";
import { collect, menu, play, type Prompt, record, say, silence } from "../../src/ivr/mod.ts";
import { serveCall } from "./served_call.ts";

// On a channel without sound Asterisk holds a quick last key back until the next frame comes, so all
// callers here have a tone on the line, as a telephone has.

/** How many calls run at a time. */
const AT_A_TIME = 20;

/** How a person presses keys, from slow to a machine. */
const HANDS: readonly Pick<CallerOptions, "gapMs" | "durationMs">[] = [
  { gapMs: 100, durationMs: 100 },
  { gapMs: 20, durationMs: 20 },
  { gapMs: 40, durationMs: 250 },
];

/** Places calls whose callers press keys, and returns what each handler returned. */
async function callAll<T>(
  asterisk: Asterisk,
  callers: readonly CallerOptions[],
  handler: (channel: Channel) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let start = 0; start < callers.length; start += AT_A_TIME) {
    const some = callers.slice(start, start + AT_A_TIME).map(async (caller) => {
      const options = { caller: { exten: "dtmftone" as const, ...caller } };
      return (await serveCall(asterisk, ({ channel }) => handler(channel), options)).result;
    });
    // In batches: the machine is small.
    results.push(...await Promise.all(some));
  }
  return results;
}

/** Keys at moments that lie evenly in a time, by each of the hands. */
function callersOf(digits: string, [from, to]: readonly [number, number], step: number) {
  const count = Math.floor((to - from) / step);
  const delays = Array.from({ length: count }, (_, index) => from + index * step);
  return HANDS.flatMap((hand) => delays.map((delayMs) => ({ digits, delayMs, ...hand })));
}

/** A sound, a number, two sounds, silence, digits: 4 s in all. */
const PROMPT: Prompt = ["beep", say.number(21), ["beep", "beep"], silence(300), say.digits("12")];

Deno.test("collect() loses no key at any moment of a prompt on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const callers = callersOf("1234#", [300, 4700], 110);
  const answers = await callAll(asterisk, callers, async (channel) => {
    const options = { prompt: PROMPT, digits: { min: 1, max: 9 }, attempts: 1 };
    const answer = await collect(channel, options);
    return answer.status === "matched" ? answer.digits : answer.status;
  });
  assertEquals(answers.length, 120);
  for (const [index, answer] of answers.entries()) {
    assertEquals(answer, "1234", JSON.stringify(callers[index]));
  }
});

Deno.test("collect() leaves keys to the next questions on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const callers = callersOf("12#345*6", [400, 1600], 150);
  const answers = await callAll(asterisk, callers, async (channel) => {
    const first = await collect(channel, { prompt: "beep", digits: { max: 9 }, attempts: 1 });
    const second = await collect(channel, {
      prompt: ["beep", "beep"],
      digits: { max: 9 },
      terminator: "*",
      attempts: 1,
    });
    const third = await menu(channel, {
      prompt: "demo-congrats",
      choices: { "6": "six", "3": "three", "1": "one" },
      attempts: 1,
    });
    return [first, second, third].map((answer) => "digits" in answer ? answer.digits : "");
  });
  for (const [index, answer] of answers.entries()) {
    assertEquals(answer, ["12", "345", "6"], JSON.stringify(callers[index]));
  }
});

Deno.test("collect() keeps the keys that come while validate runs on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  // Not 80 ms, see the next test: there are pauses between commands before and after.
  const callers = HANDS.flatMap((hand) =>
    [0, 30, 150, 300, 600, 900].map((took) => ({ hand, took }))
  );
  const answers = await Promise.all(callers.map(async ({ hand, took }) => {
    const caller = { exten: "dtmftone" as const, digits: "1234567#", delayMs: 500, ...hand };
    const { result } = await serveCall(asterisk, async ({ channel }) => {
      const first = await collect(channel, {
        prompt: "demo-congrats",
        digits: 4,
        validate: async () => {
          await new Promise((resolve) => setTimeout(resolve, took));
          return await channel.getVariable("CHANNEL(language)") === "en";
        },
      });
      const second = await collect(channel, { prompt: "demo-congrats", digits: { max: 5 } });
      return [first, second].map((answer) => "digits" in answer ? answer.digits : answer.status);
    }, { caller });
    return result;
  }));
  for (const [index, answer] of answers.entries()) {
    assertEquals(answer, ["1234", "567"], JSON.stringify(callers[index]));
  }
});

Deno.test("collect() loses no key to a slow network on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const callers = callersOf("1234#", [300, 2300], 200);
  const answers = await callAll(asterisk, callers, async (channel) => {
    // Asterisk holds a key back for at least 80 ms between two commands. A key is lost nevertheless if
    // two pauses lie as far apart as it is held, so no command here is shorter than that.
    const slow: Prompt = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return null;
    };
    const prompt = ["beep", slow, "beep", slow, say.number(7), slow, silence(400), slow];
    const answer = await collect(channel, { prompt, digits: { max: 9 }, attempts: 1 });
    return answer.status === "matched" ? answer.digits : answer.status;
  });
  for (const [index, answer] of answers.entries()) {
    assertEquals(answer, "1234", JSON.stringify(callers[index]));
  }
});

Deno.test("collect() drops what was typed ahead, if it is to, on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const answers = await callAll(
    asterisk,
    HANDS.map((hand) => ({ digits: "129", delayMs: 400, ...hand })),
    async (channel) => {
      await collect(channel, { prompt: "demo-congrats", digits: 2 });
      const options = { prompt: "beep", digits: 1, attempts: 1, timeout: 1000, typeAhead: false };
      return (await collect(channel, options)).status;
    },
  );
  // The last key comes within 100 ms of the question only from a quick hand.
  assertEquals(answers[1], "noInput");
});

Deno.test("menu() tells choices that begin others apart on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const typed = ["1", "10", "2", "1#", "35"];
  const callers = typed.flatMap((digits) =>
    HANDS.map((hand) => ({ digits, delayMs: 500, ...hand }))
  );
  const answers = await callAll(asterisk, callers, async (channel) => {
    const answer = await menu(channel, {
      prompt: "demo-congrats",
      choices: { "1": "one", "10": "ten", "2": "two" },
      terminator: "#",
      interDigitTimeout: 800,
      attempts: 1,
    });
    return answer.status === "matched" ? answer.value : answer.status;
  });
  const expected = ["one", "ten", "two", "one", "noMatch"];
  assertEquals(answers, expected.flatMap((value) => HANDS.map(() => value)));
});

Deno.test("say has a sound for all that it says on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const moment = new Date("2030-12-24T18:30:00Z");
  const prompts: readonly Prompt[] = [
    say.number(-21),
    say.digits("*#07"),
    say.decimal("-3.10"),
    say.money(12.5, "USD"),
    say.money("-0.99", "EUR"),
    say.spell("aZ1"),
    say.phonetic("k7"),
    say.date(moment),
    say.date(Temporal.PlainDate.from("2030-12-24")),
    say.time(moment),
    say.time(Temporal.PlainTime.from("06:05")),
    say.dateTime(moment),
    say.dateTime(moment, { timeZone: "Europe/Berlin" }),
    say.date(moment, { timeZone: "America/New_York", format: "dB" }),
  ];
  const calls = prompts.map((prompt) =>
    serveCall(asterisk, async ({ channel }) => {
      const begin = performance.now();
      assertEquals(await play(channel, prompt, { interrupt: true, language: "en_AU" }), null);
      assertEquals(await channel.getVariable("CHANNEL(language)"), "en");
      return performance.now() - begin;
    })
  );
  for (const { result, status } of await Promise.all(calls)) {
    assertEquals(status, "SUCCESS");
    assert(result > 500, `it took only ${result} ms`);
  }
  // A missing sound of a composed number is only a warning in the log.
  assert(!/does not exist in any format/.test(await asterisk.log()), await asterisk.log());
});

Deno.test("record() keeps what the caller says on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const file = `${asterisk.folder}/ivr-message`;
  const { result } = await serveCall(
    asterisk,
    ({ channel }) => record(channel, file, { maximum: 1500, review: false }),
    { caller: { exten: "tone" } },
  );
  assertEquals(result.status, "kept");
  assert("duration" in result && Math.abs(result.duration - 1500) < 500, JSON.stringify(result));
  // A header of 44 bytes, then two bytes for each sample.
  const { size } = await Deno.stat(`${file}.wav`);
  assertEquals(result.duration, Math.round((size - 44) / 16));
  const reviewed = await serveCall(
    asterisk,
    ({ channel }) => record(channel, file, { maximum: 1000, silence: Infinity }),
    { caller: { exten: "dtmftone", digits: "21", delayMs: 2200, gapMs: 400, durationMs: 100 } },
  );
  assertEquals(reviewed.result.status, "kept");
});
