import { assertEquals, assertThrows } from "@std/assert";
import {
  controlStreamFile,
  getData,
  getOption,
  streamFile,
  waitForDigit,
} from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

/** All of DTMF, beside the codes by which Asterisk tells them. */
const DIGITS = { 35: "#", 42: "*", 48: "0", 57: "9", 65: "A", 68: "D" };

Deno.test("streamFile() reads the digit from its code, and where it was", () => {
  for (const [code, digit] of Object.entries(DIGITS)) {
    assertEquals(answer(streamFile("f"), `200 result=${code} endpos=8000`), {
      digit,
      endpos: 8000,
    });
  }
  assertEquals(answer(streamFile("f"), "200 result=0 endpos=160"), { digit: null, endpos: 160 });
});

Deno.test("streamFile() fails without a file, and does not read nonsense", () => {
  assertThrows(() => answer(streamFile("f"), "200 result=-1 endpos=0"), AgiAppError);
  const line = 'STREAM FILE no-such-file "" 4000';
  assertThrows(() => answerIn("stream_nofile", line, streamFile("f")), AgiAppError);
  for (const wire of ["200 result=1 endpos=0", "200 result=x endpos=0", "200 result=0"]) {
    assertThrows(() => answer(streamFile("f"), wire), AgiUnknownError, "STREAM FILE");
  }
});

Deno.test("streamFile() sends digits from strings, numbers and lists", () => {
  for (const escapeDigits of ["12#a", ["1", 2, "#", "A"], ["12#A"]]) {
    assertEquals(streamFile("f", { escapeDigits }).args, ["f", "12#A", "0"]);
  }
  assertEquals(streamFile("f", { escapeDigits: 12, offset: 8000 }).args, ["f", "12", "8000"]);
});

Deno.test("streamFile() refuses what is no digit, and no offset", () => {
  assertThrows(
    () => streamFile("f", { escapeDigits: "1x" }),
    TypeError,
    'Invalid escapeDigits "*X": must be DTMF digits 0-9, *, #, A-D',
  );
  for (const offset of [-1, 1.5, NaN, Infinity]) {
    assertThrows(
      () => streamFile("f", { offset }),
      RangeError,
      `Invalid offset ${shown(offset)}: must be`,
    );
  }
});

Deno.test("controlStreamFile() reads milliseconds, and the end of the file", () => {
  const command = controlStreamFile("f");
  assertEquals(answer(command, "200 result=53 endpos=3220"), { digit: "5", endpos: 3220 });
  assertEquals(answer(command, "200 result=0 endpos=-1"), { digit: null, endpos: null });
  assertThrows(() => answer(command, "200 result=-1 endpos=-1"), AgiAppError);
  assertThrows(() => answer(command, "200 result=0"), AgiUnknownError);
  assertEquals(command.hangupOnMinusOne, true);
});

Deno.test("controlStreamFile() reads the captures", () => {
  assertEquals(
    answerIn("control_stream_full", 'CONTROL STREAM FILE beep ""', controlStreamFile("beep")),
    { digit: null, endpos: null },
  );
  assertEquals(
    answerIn(
      "control_stream_pause",
      "CONTROL STREAM FILE demo-congrats 0 3000 # * 8",
      controlStreamFile("demo-congrats"),
    ),
    { digit: "0", endpos: 720 },
  );
});

Deno.test("controlStreamFile() sends each of its arguments at its place", () => {
  const options = {
    escapeDigits: 0,
    skip: 1000,
    forward: "6",
    rewind: 4,
    pause: 5,
    offset: 250.4,
  };
  const args = ["f", "0", "1000", "6", "4", "5", "250"];
  assertEquals(controlStreamFile("f", options).args, args);
});

Deno.test("controlStreamFile() refuses arguments by name", () => {
  const refused = [
    [{ escapeDigits: "x" }, "Invalid escapeDigits"],
    [{ forward: "x" }, 'Invalid forward "X"'],
    [{ forward: "" }, 'Invalid forward "": must be a non-empty string'],
    [{ rewind: "" }, 'Invalid rewind "": must be a non-empty string'],
    [{ pause: "E" }, 'Invalid pause "E"'],
  ] as const;
  for (const [options, message] of refused) {
    assertThrows(() => controlStreamFile("f", options), TypeError, message);
  }
  for (const value of [-1, NaN, Infinity, 2 ** 31]) {
    const bounds = "must be 0 to 2147483647 ms";
    assertThrows(
      () => controlStreamFile("f", { skip: value }),
      RangeError,
      `Invalid skip ${shown(value)}: ${bounds}`,
    );
    assertThrows(
      () => controlStreamFile("f", { offset: value }),
      RangeError,
      `Invalid offset ${shown(value)}: ${bounds}`,
    );
  }
});

Deno.test("getData() tells digits, their end and a timeout apart", () => {
  const forms = [
    ["200 result=1234", { digits: "1234", timedOut: false }],
    ["200 result=", { digits: "", timedOut: false }],
    ["200 result= (timeout)", { digits: "", timedOut: true }],
    ["200 result=12 (timeout)", { digits: "12", timedOut: true }],
    ["200 result=*1A0", { digits: "*1A0", timedOut: false }],
  ] as const;
  for (const [wire, expected] of forms) assertEquals(answer(getData("f"), wire), expected);
  assertThrows(() => answer(getData("f"), "200 result=-1"), AgiAppError);
  assertThrows(() => answer(getData("f"), "200 result=hello"), AgiUnknownError);
});

Deno.test("getData() bounds its arguments", () => {
  const options = { timeout: Infinity, maxDigits: 4 };
  assertEquals(getData("f", options).args, ["f", "-1", "4"]);
  for (const maxDigits of [0, 1024, 1.5, NaN]) {
    assertThrows(
      () => getData("f", { maxDigits }),
      RangeError,
      `Invalid maxDigits ${shown(maxDigits)}: must be an integer from 1 to 1023`,
    );
  }
  assertThrows(() => getData("f", { timeout: -1 }), RangeError, "Invalid timeout -1: must be 0 to");
});

Deno.test("getOption() reads a digit, none, and where it was", () => {
  const command = getOption("f", { escapeDigits: "123" });
  assertEquals(answer(command, "200 result=51 endpos=3520"), { digit: "3", endpos: 3520 });
  assertEquals(answer(command, "200 result=0 endpos=3520"), { digit: null, endpos: 3520 });
  assertThrows(() => answer(command, "200 result=-1 endpos=0"), AgiAppError);
  assertEquals(command.interruptedResult, "0");
  const file = "GET OPTION no-such-file 123 500";
  assertThrows(() => answerIn("getoption_timeout", file, command), AgiAppError);
});

Deno.test("getOption() sends its timeout, and bounds it", () => {
  assertEquals(getOption("f", { escapeDigits: [1, "*"], timeout: Infinity }).args, [
    "f",
    "1*",
    "-1",
  ]);
  assertEquals(getOption("f", { timeout: 0 }).args, ["f", "", "0"]);
  assertThrows(() => getOption("f", { timeout: -1 }), RangeError, "Invalid timeout -1: must be");
  assertThrows(() => getOption("f", { escapeDigits: "z" }), TypeError, "Invalid escapeDigits");
});

Deno.test("waitForDigit() reads a digit, and null when the time is over", () => {
  assertEquals(answer(waitForDigit(), "200 result=49"), "1");
  assertEquals(answer(waitForDigit(), "200 result=0"), null);
  assertThrows(() => answer(waitForDigit(), "200 result=-1"), AgiAppError);
  assertEquals(waitForDigit().interruptedResult, "1");
  assertEquals(waitForDigit({ timeout: 1.6 }).args, ["2"]);
  assertThrows(() => waitForDigit({ timeout: NaN }), RangeError, "Invalid timeout NaN: must be");
});
