import { assertEquals, assertThrows } from "@std/assert";
import { play, type Prompt, say, silence } from "../../src/ivr/mod.ts";
import { commandsOf, talk } from "./_talk.ts";

/** The SAY and STREAM commands of a prompt. */
async function commands(prompt: Prompt, language = "en"): Promise<string[]> {
  const result = await talk((channel) => play(channel, prompt), { language });
  assertEquals(result.outcome, "completed", result.transcript);
  return commandsOf(result).filter((line) => /^(SAY|STREAM)/.test(line));
}

Deno.test("say.number() says a number, with its gender", async () => {
  assertEquals(await commands([say.number(-5), say.number(1, { gender: "f" })]), [
    'SAY NUMBER "-5" ""',
    'SAY NUMBER "1" "" "f"',
  ]);
});

Deno.test("say.digits() says every key, also those that SAY DIGITS refuses at the start", async () => {
  assertEquals(await commands(say.digits("0815*#")), ['SAY DIGITS "0815*#" ""']);
  assertEquals(await commands(say.digits("*#1")), [
    'STREAM FILE "digits/star" "" "0"',
    'STREAM FILE "digits/pound" "" "0"',
    'SAY DIGITS "1" ""',
  ]);
  assertEquals(await commands(say.digits("#")), ['STREAM FILE "digits/pound" "" "0"']);
});

Deno.test("say.spell() and say.phonetic() spell", async () => {
  assertEquals(await commands([say.spell("Ab", { caseSensitivity: "upper" }), say.phonetic("x")]), [
    'SAY ALPHA "Ab" "" "upper"',
    'SAY PHONETIC "x" ""',
  ]);
});

Deno.test("say.decimal() keeps zeros, and says minus also for a zero before the point", async () => {
  assertEquals(await commands(say.decimal("-0.50")), [
    'STREAM FILE "digits/minus" "" "0"',
    'SAY NUMBER "0" ""',
    'STREAM FILE "letters/dot" "" "0"',
    'SAY DIGITS "50" ""',
  ]);
  assertEquals(await commands(say.decimal(3.25, { point: "comma" })), [
    'SAY NUMBER "3" ""',
    'STREAM FILE "comma" "" "0"',
    'SAY DIGITS "25" ""',
  ]);
  assertEquals(await commands([say.decimal(7), say.decimal("-0.0")]), [
    'SAY NUMBER "7" ""',
    'SAY NUMBER "0" ""',
    'STREAM FILE "letters/dot" "" "0"',
    'SAY DIGITS "0" ""',
  ]);
});

Deno.test("say.money() rounds to what the currency has, and names it", async () => {
  const dollars = 'STREAM FILE "digits/dollars" "" "0"';
  const point = 'STREAM FILE "letters/dot" "" "0"';
  assertEquals(await commands(say.money(12, "USD")), ['SAY NUMBER "12" ""', dollars]);
  assertEquals(await commands(say.money(12.5, "USD")), [
    'SAY NUMBER "12" ""',
    point,
    'SAY DIGITS "50" ""',
    dollars,
  ]);
  assertEquals(await commands(say.money("-3.9", "EUR")), [
    'STREAM FILE "digits/minus" "" "0"',
    'SAY NUMBER "3" ""',
    point,
    'SAY DIGITS "90" ""',
    'SAY ALPHA "EUR" ""',
  ]);
  assertEquals(await commands(say.money(1200.4, "JPY", { unit: "yen" })), [
    'SAY NUMBER "1200" ""',
    'STREAM FILE "yen" "" "0"',
  ]);
  assertEquals(await commands(say.money(-0.001, "USD")), ['SAY NUMBER "0" ""', dollars]);
});

Deno.test("say.date() takes a Date and every Temporal type that has a date", async () => {
  const epoch = Date.parse("2030-12-24T18:00:00Z") / 1000;
  const instant = Temporal.Instant.from("2030-12-24T18:00:00Z");
  const noon = Date.parse("2030-12-24T12:00:00Z") / 1000;
  assertEquals(
    await commands([
      say.date(new Date(epoch * 1000)),
      say.date(instant),
      say.date(instant, { timeZone: "America/New_York" }),
      say.date(instant.toZonedDateTimeISO("Asia/Tokyo")),
      say.date(Temporal.PlainDate.from("2030-12-24")),
      say.date(Temporal.PlainDateTime.from("2030-12-24T12:00"), { format: "dB" }),
      say.time(Temporal.PlainTime.from("06:30")),
      say.dateTime(new Date(epoch * 1000)),
    ]),
    [
      `SAY DATE "${epoch}" ""`,
      `SAY DATE "${epoch}" ""`,
      `SAY DATETIME "${epoch}" "" "ABdY" "America/New_York"`,
      `SAY DATETIME "${epoch}" "" "ABdY" "Asia/Tokyo"`,
      `SAY DATETIME "${noon}" "" "ABdY" "UTC"`,
      `SAY DATETIME "${noon}" "" "dB" "UTC"`,
      `SAY DATETIME "${Date.parse("2000-01-01T06:30:00Z") / 1000}" "" "IMp" "UTC"`,
      `SAY DATETIME "${epoch}" ""`,
    ],
  );
});

Deno.test("say.date() puts the day before the month in other languages than English", async () => {
  const prompt = say.date(Temporal.PlainDate.from("2000-01-01"));
  for (const [language, format] of [["en_GB", "ABdY"], ["de", "AdBY"], ["eno", "AdBY"]] as const) {
    assertEquals(await commands(prompt, language), [
      `SAY DATETIME "946728000" "" "${format}" "UTC"`,
    ]);
  }
  const result = await talk((channel) => play(channel, prompt, { language: "de" }));
  assertEquals(result.said, ["datetime 2000-01-01T12:00:00Z AdBY UTC"], result.transcript);
});

Deno.test("say refuses what Asterisk cannot say, without a word of what it was", () => {
  const instant = Temporal.Instant.from("2030-12-24T18:00:00Z");
  const wrong: [make: () => unknown, type: typeof TypeError | typeof RangeError, text: string][] = [
    [() => say.number(4711.5), RangeError, "Invalid number"],
    [() => say.number(2 ** 31), RangeError, "Invalid number"],
    [() => say.number(NaN), RangeError, "Invalid number"],
    [() => say.number(1, { gender: "1" }), TypeError, "Invalid gender"],
    [() => say.digits("4711x"), TypeError, "Invalid digits"],
    [() => say.digits(""), TypeError, "Invalid digits"],
    [() => say.digits(-4711), TypeError, "Invalid digits"],
    [() => say.spell(""), TypeError, "Invalid text"],
    [() => say.spell("a", { caseSensitivity: "x" as "all" }), TypeError, "Invalid caseSens"],
    [() => say.phonetic("a\nb"), TypeError, "Invalid text"],
    [() => say.decimal("4711."), RangeError, "Invalid amount"],
    [() => say.decimal(1e-7), RangeError, "Invalid amount"],
    [() => say.decimal(Infinity), RangeError, "Invalid amount"],
    [() => say.decimal("99999999999"), RangeError, "Invalid amount"],
    [() => say.money(NaN, "EUR"), RangeError, "Invalid amount"],
    [() => say.money("47.111", "EUR"), RangeError, "at most 2 decimal places"],
    [() => say.money(1, "eur"), TypeError, 'Invalid currency "eur"'],
    [() => say.money(1, "EUR", { unit: "" }), TypeError, 'Invalid unit ""'],
    [() => say.money(1, "EUR", { units: "a" } as object), TypeError, 'Unknown option "units"'],
    [() => say.date(new Date(NaN)), TypeError, "Invalid value for say.date()"],
    [() => say.date("2030-01-01" as unknown as Date), TypeError, "Invalid value for say.date()"],
    [() => say.date(new Date("2050-01-01")), RangeError, "2038"],
    [() => say.date(instant, { timeZone: "+01:00" }), RangeError, "Invalid time zone"],
    [() => say.date(instant, { timeZone: "Europe/Bonn" }), RangeError, "Invalid time zone"],
    [() => say.date(instant, { format: "" }), TypeError, "Invalid format"],
    [
      () => say.date(Temporal.PlainDate.from("2030-01-01"), { timeZone: "UTC" }),
      TypeError,
      "no time zone",
    ],
    [() => silence(-1), RangeError, "Invalid silence"],
    [() => silence(Infinity), RangeError, "Invalid silence"],
  ];
  for (const [make, type, text] of wrong) {
    const { message } = assertThrows(make, type, text);
    assertEquals(/4711|47\.11/.test(message), false, message);
  }
});
