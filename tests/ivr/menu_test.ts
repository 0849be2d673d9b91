import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Channel } from "../../mod.ts";
import { chooseLanguage, confirm, menu, type MenuOptions } from "../../src/ivr/mod.ts";
import { commandsOf, talk } from "./_talk.ts";

/** Presses keys at times: `[50, "1"]`. */
function at(...presses: [ms: number, keys: string][]) {
  return {
    async caller(caller: { wait(ms: number): Promise<void>; press(keys: string): Promise<void> }) {
      for (const [ms, keys] of presses) {
        await caller.wait(ms);
        await caller.press(keys);
      }
    },
  };
}

Deno.test("menu() returns the value of the choice", async () => {
  const { value, heard, transcript } = await talk(
    (channel) => menu(channel, { prompt: ["a", "b"], choices: { "1": "one", "*": 2, "#": null } }),
    at([1050, "#"]),
  );
  assertEquals(value, { status: "matched", digits: "#", value: null, attempts: 1 }, transcript);
  assertEquals(heard, ["a", "b"], transcript);
});

Deno.test("menu() runs a choice that is a function, and gives what it returns", async () => {
  const { value, heard, transcript } = await talk(async (channel) => {
    const choice = await menu(channel, {
      prompt: "a",
      language: "de",
      choices: {
        "1": async (channel) => {
          await channel.streamFile("hours");
          return await channel.getVariable("CHANNEL(language)");
        },
      },
    });
    return choice.status === "matched" ? choice.value : null;
  }, at([50, "1"]));
  assertEquals([value, heard], ["en", ["a", "hours"]], transcript);
});

Deno.test("menu() resolves choices that begin others by a pause, a further key or a terminator", async () => {
  const options: MenuOptions = {
    prompt: "a",
    choices: { "1": "one", "10": "ten", "2": "two" },
    interDigitTimeout: 1000,
    terminator: "#",
  };
  for (
    const [presses, expected, ends] of [
      [[[50, "1"]], "one", 1050],
      [[[50, "10"]], "ten", 150],
      [[[50, "1#"]], "one", 150],
      [[[50, "2"]], "two", 50],
    ] as [[number, string][], string, number][]
  ) {
    const { value, duration, transcript } = await talk(
      (channel) => menu(channel, options),
      at(...presses),
    );
    assertEquals(value?.status === "matched" && value.value, expected, transcript);
    assertEquals(duration, ends, transcript);
  }
});

Deno.test("menu() counts a wrong answer once, with all its keys", async () => {
  const { value, heard, transcript } = await talk(
    (channel) =>
      menu(channel, {
        prompt: "a",
        choices: { "10": "ten", "20": "twenty" },
        noMatch: "invalid",
      }),
    at([50, "35"], [200, "10"]),
  );
  assertEquals(value, { status: "matched", digits: "10", value: "ten", attempts: 2 }, transcript);
  assertEquals(heard, ["a", "invalid"], transcript);
});

Deno.test("menu() gives up after its attempts", async () => {
  const { value, heard, transcript } = await talk(
    (channel) =>
      menu(channel, {
        prompt: "a",
        reprompt: "again",
        choices: { "1": true },
        noInput: "silent",
        noMatch: "invalid",
        attempts: 2,
        timeout: 2000,
      }),
    at([3500, "9"]),
  );
  assertEquals(value, { status: "noMatch", digits: "9", attempts: 2 }, transcript);
  assertEquals(heard, ["a", "silent", "invalid"], transcript);
});

Deno.test("menu() is cancelled by a key", async () => {
  const { value } = await talk(
    (channel) => menu(channel, { prompt: "a", choices: { "1": true }, cancel: "*" }),
    at([50, "*"]),
  );
  assertEquals(value, { status: "cancelled", by: "key", attempts: 1 });
});

Deno.test("menu() refuses wrong choices before it plays anything", async () => {
  const wrong: [options: object, message: string][] = [
    [{ choices: {} }, "Invalid choices: expected at least one"],
    [{ choices: undefined }, "Invalid choices: expected an object"],
    [{ choices: ["a"] }, "Invalid choices: expected an object"],
    [{ choices: { x: 1 } }, 'Invalid choice "x"'],
    [{ choices: { "": 1 } }, 'Invalid choice ""'],
    [{ choices: { "1": undefined } }, 'Invalid choice "1": it has no value'],
    [{ choices: { "1#": 1 }, terminator: "#" }, 'Invalid terminator "#": "#" is also in choices'],
    [{ choices: { "1": 1 }, cancel: "1" }, 'Invalid cancel "1": "1" is also in choices'],
    [{ choices: { "1": 1 }, digits: 4 }, 'Unknown option "digits" for menu()'],
  ];
  for (const [options, message] of wrong) {
    const result = await talk((channel) =>
      menu(channel, { prompt: "a", ...options } as MenuOptions)
    );
    assertStringIncludes(`${result.error}`, `TypeError: ${message}`);
    assertEquals(commandsOf(result), [], message);
  }
});

Deno.test("confirm() returns true, false, or null for no answer", async () => {
  const cases: [keys: string, options: object, expected: boolean | null][] = [
    ["1", {}, true],
    ["2", {}, false],
    ["3", {}, null],
    ["9", { yes: "9" }, true],
    ["0", { no: "0" }, false],
    ["*", { cancel: "*" }, null],
    ["", {}, null],
  ];
  for (const [keys, options, expected] of cases) {
    const { value, transcript } = await talk(
      (channel) => confirm(channel, { prompt: "sure", attempts: 1, ...options }),
      at([50, keys]),
    );
    assertEquals(value, expected, transcript);
  }
  const same = await talk((channel) => confirm(channel, { prompt: "sure", yes: "2" }));
  assertStringIncludes(`${same.error}`, 'TypeError: Invalid yes "2"');
  const unknown = await talk((channel) =>
    confirm(channel, { prompt: "sure", choices: {} } as { prompt: string })
  );
  assertStringIncludes(`${unknown.error}`, 'Unknown option "choices" for confirm()');
});

Deno.test("chooseLanguage() sets the language that the caller chose, and no other", async () => {
  const choose = (channel: Channel) =>
    chooseLanguage(channel, { prompt: "a", languages: { "1": "en", "2": "de" }, attempts: 1 });
  for (const [key, language, status] of [["2", "de", "matched"], ["3", "fr", "noMatch"]] as const) {
    const { value, transcript } = await talk(async (channel) => {
      const choice = await choose(channel);
      return [choice.status, await channel.getVariable("CHANNEL(language)")];
    }, { language: "fr", ...at([50, key]) });
    assertEquals(value, [status, language], transcript);
  }
  const result = await talk((channel) =>
    chooseLanguage(channel, { prompt: "a", languages: { "1": "e n" } })
  );
  assertStringIncludes(`${result.error}`, 'TypeError: Invalid language "e n"');
  assertEquals(commandsOf(result), []);
});

// Checked by the compiler alone.
export async function _types(channel: Channel): Promise<void> {
  const choice = await menu(channel, {
    prompt: "a",
    choices: { "1": "sales", "2": "support", "3": () => Promise.resolve(5), "4": { id: 7 } },
  });
  // @ts-expect-error no value without a match
  choice.value;
  if (choice.status !== "matched") return;
  choice.value satisfies "sales" | "support" | number | { readonly id: 7 };
  // @ts-expect-error there is no such choice
  if (choice.value === "billing") return;
  // @ts-expect-error there is no such option
  await menu(channel, { prompt: "a", choices: { "1": 1 }, tries: 3 });
  const language = await chooseLanguage(channel, {
    prompt: "a",
    languages: { "1": "en", "2": "de" },
  });
  if (language.status === "matched") language.value satisfies "en" | "de";
}
