import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../../src/command.ts";
import {
  CASE_SENSITIVITIES,
  sayAlpha,
  sayDate,
  sayDatetime,
  sayDigits,
  sayNumber,
  sayPhonetic,
  sayTime,
} from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

const ALL: Command<string | null>[] = [
  sayAlpha("a"),
  sayDate(0),
  sayDatetime(0),
  sayDigits(1),
  sayNumber(1),
  sayPhonetic("a"),
  sayTime(0),
];

for (const command of ALL) {
  Deno.test(`${command.verb} reads a digit, none, and a failure`, () => {
    assertEquals(answer(command, "200 result=0"), null);
    assertEquals(answer(command, "200 result=53"), "5");
    assertThrows(() => answer(command, "200 result=-1"), AgiAppError, command.verb);
    assertThrows(() => answer(command, "200 result=5"), AgiUnknownError, command.verb);
    assertEquals(command.hangupOnMinusOne, true);
  });
}

Deno.test("say commands read the digits of the captures", () => {
  const captures = [
    ["say_alpha_digit", 'SAY ALPHA abcdef "5"', sayAlpha("abcdef")],
    ["say_date_digit", 'SAY DATE 1000000000 "5"', sayDate(1e9)],
    ["say_datetime_digit", 'SAY DATETIME 1000000000 "5"', sayDatetime(1e9)],
    ["say_digits_digit", 'SAY DIGITS 123456 "5"', sayDigits(123456)],
    ["say_phonetic_digit", 'SAY PHONETIC abcdef "5"', sayPhonetic("abcdef")],
    ["say_time_digit", 'SAY TIME 1000000000 "5"', sayTime(1e9)],
  ] as const;
  for (const [capture, line, command] of captures) {
    assertEquals(answerIn(capture, line, command), "5");
  }
});

Deno.test("say commands refuse escape digits that are none", () => {
  const options = { escapeDigits: "x" };
  const makers = [
    () => sayAlpha("a", options),
    () => sayDate(0, options),
    () => sayDatetime(0, options),
    () => sayDigits(1, options),
    () => sayNumber(1, options),
    () => sayPhonetic("a", options),
    () => sayTime(0, options),
  ];
  for (const make of makers) {
    assertThrows(make, TypeError, 'Invalid escapeDigits "X": must be DTMF digits');
  }
});

Deno.test("sayDigits() refuses what Asterisk would not begin to say", () => {
  assertEquals(sayDigits("12*#", { escapeDigits: 1 }).args, ["12*#", "1"]);
  const wrong = [["", ""], ["*12", "***"], ["#", "*"], ["1a", "*a"], [1.5, "*.*"]] as const;
  for (const [digits, masked] of wrong) {
    const message = `Invalid digits "${masked}": must start with 0-9`;
    assertThrows(() => sayDigits(digits), TypeError, message);
  }
});

Deno.test("say commands show no digits in their messages", () => {
  const makers = [
    () => sayDigits("123 456 a"),
    () => sayNumber(123_456_123_456),
    () => sayAlpha("a", { escapeDigits: "123x456" }),
    () => sayNumber(1, { gender: "123-456" }),
  ];
  for (const make of makers) {
    const { message } = assertThrows(make, Error, "Invalid ");
    assert(!/123|456/.test(message), message);
  }
});

Deno.test("sayNumber() takes 32 bits, and a gender", () => {
  assertEquals(sayNumber(-5, { escapeDigits: "#", gender: "f" }).args, ["-5", "#", "f"]);
  assertEquals(sayNumber(2 ** 31 - 1).args, ["2147483647", ""]);
  assertEquals(sayNumber(-(2 ** 31)).args, ["-2147483648", ""]);
  for (const number of [2 ** 31, -(2 ** 31) - 1, 1.5, NaN]) {
    assertThrows(
      () => sayNumber(number),
      RangeError,
      `Invalid number ${shown(number)}: must be an integer from -2147483648 to 2147483647`,
    );
  }
  for (const [gender, masked] of [["", ""], ["f m", "f m"], ["1", "*"]] as const) {
    assertThrows(() => sayNumber(1, { gender }), TypeError, `Invalid gender "${masked}": must be`);
  }
});

Deno.test("sayAlpha() sends the case only if it is an option", () => {
  assertEquals(sayAlpha("aB").args, ["aB", ""]);
  for (const caseSensitivity of CASE_SENSITIVITIES) {
    assertEquals(sayAlpha("aB", { caseSensitivity }).args, ["aB", "", caseSensitivity]);
  }
  assertThrows(
    () => sayAlpha("a", { caseSensitivity: "x" as "all" }),
    TypeError,
    'Invalid caseSensitivity "x": must be one of "all", "lower", "none", "upper"',
  );
});

Deno.test("say commands take a Date, an Instant and seconds", () => {
  const iso = "2001-09-09T01:46:40.999Z";
  for (const moment of [new Date(iso), Temporal.Instant.from(iso), 1e9, 1e9 + 0.5]) {
    for (const say of [sayDate, sayTime, sayDatetime]) {
      assertEquals(say(moment, { escapeDigits: "#" }).args, ["1000000000", "#"]);
    }
  }
  assertEquals(sayDate(new Date(-1)).args, ["-1", ""]);
});

Deno.test("sayDate() and sayTime() refuse what is beyond 32 bits", () => {
  assertEquals(sayDate(2 ** 31 - 1).args[0], "2147483647");
  assertEquals(sayTime(-(2 ** 31)).args[0], "-2147483648");
  for (const moment of [2 ** 31, new Date("2040-01-01"), -(2 ** 31) - 1, NaN, new Date(NaN)]) {
    const bounds = "must be -2147483648 to 2147483647 seconds since 1970 " +
      "(1901-12-13T20:45:52Z to 2038-01-19T03:14:07Z)";
    assertThrows(() => sayDate(moment), RangeError, bounds);
    assertThrows(() => sayDate(moment), RangeError, "Invalid date");
    assertThrows(() => sayTime(moment), RangeError, "Invalid time");
  }
});

Deno.test("sayDatetime() goes beyond 2038, but not to milliseconds", () => {
  assertEquals(sayDatetime(new Date("2040-01-01T00:00:00Z")).args, ["2208988800", ""]);
  assertEquals(sayDatetime(253_402_300_799).args, ["253402300799", ""]);
  assertEquals(sayDatetime(new Date("0000-01-01T00:00:00Z")).args, ["-62167219200", ""]);
  assertThrows(() => sayDatetime(253_402_300_800), RangeError, "to 9999-12-31T23:59:59Z");
  assertThrows(() => sayDatetime(1_700_000_000_000), RangeError, "seconds since 1970");
});

Deno.test("sayDatetime() sends Asterisk's own format with a time zone alone", () => {
  const own = "ABdY 'digits/at' IMp";
  assertEquals(sayDatetime(0, { timezone: "UTC" }).args, ["0", "", own, "UTC"]);
  assertEquals(sayDatetime(0, { format: "H" }).args, ["0", "", "H"]);
  assertEquals(sayDatetime(0, { format: "H", timezone: "UTC" }).args, ["0", "", "H", "UTC"]);
  assertThrows(
    () => sayDatetime(0, { format: "" }),
    TypeError,
    'Invalid format "": must be a non-empty string',
  );
  assertThrows(() => sayDatetime(0, { timezone: "" }), TypeError, 'Invalid timezone "": must be');
});
