import { assertEquals, assertThrows } from "@std/assert";
import { recordFile, type RecordFileResult, SOUND_FORMATS } from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

const FORMS: Record<string, RecordFileResult> = {
  "200 result=35 (dtmf) endpos=0": { reason: "digit", digit: "#", endpos: 0, path: "f.wav" },
  "200 result=0 (timeout) endpos=8000": { reason: "timeout", endpos: 8000, path: "f.wav" },
  "200 result=11502 (timeout) endpos=20000": { reason: "timeout", endpos: 20_000, path: "f.wav" },
  "200 result=-1 (hangup) endpos=8000": { reason: "hangup", endpos: 8000, path: "f.wav" },
  "200 result=-1 (waitfor) endpos=160": {
    reason: "interrupted",
    digit: null,
    endpos: 160,
    path: "f.wav",
  },
  "200 result=-1 (writefile)": { reason: "unwritable", path: "f.wav" },
  "200 result=53 (randomerror) endpos=0": {
    reason: "interrupted",
    digit: "5",
    endpos: 0,
    path: "f.wav",
  },
  "200 result=-1 (randomerror) endpos=0": {
    reason: "interrupted",
    digit: null,
    endpos: 0,
    path: "f.wav",
  },
};

Deno.test("recordFile() decides by the word in parentheses", () => {
  for (const [wire, expected] of Object.entries(FORMS)) {
    assertEquals(answer(recordFile("f"), wire), expected, wire);
  }
});

Deno.test("recordFile() decides by the word, not by a number that looks like a digit", () => {
  assertEquals(answer(recordFile("f"), "200 result=35 (timeout) endpos=1"), {
    reason: "timeout",
    endpos: 1,
    path: "f.wav",
  });
});

Deno.test("recordFile() fails without a word, and does not read an unknown one", () => {
  for (const wire of ["200 result=-1", "200 result=-3", "200 result=0"]) {
    assertThrows(() => answer(recordFile("f"), wire), AgiAppError, 'RECORD FILE "f" failed');
  }
  for (const wire of ["(moon) endpos=1", "(timeout)", "(dtmf) endpos=1"]) {
    assertThrows(() => answer(recordFile("f"), `200 result=0 ${wire}`), AgiUnknownError);
  }
  assertEquals(recordFile("f").hangupOnMinusOne, "bare");
});

Deno.test("recordFile() returns the path with the ending that Asterisk gives it", () => {
  const pathIn = (format: string) =>
    answer(recordFile("/tmp/x", { format }), "200 result=-1 (writefile)").path;
  assertEquals(pathIn("gsm"), "/tmp/x.gsm");
  assertEquals(pathIn("wav49"), "/tmp/x.WAV");
});

Deno.test("recordFile() reads the captures", () => {
  const rec = "RECORD FILE /srv/asterisk/rec";
  const captures = [
    ["record_dtmf", `${rec}/t3 wav "#" 10000`, { reason: "digit", digit: "#", endpos: 0 }],
    ["record_hangup", `${rec}/t6 wav "#" 10000`, { reason: "hangup", endpos: 0 }],
    ["record_silence", `${rec}/t8 wav "#" 15000 0 s=2`, { reason: "timeout", endpos: 20_000 }],
    ["record_writefile", `${rec}/t10 nofmt "#" 1000`, { reason: "unwritable" }],
    [
      "record_hangup_in_beep",
      `${rec}/t7 wav "#" 10000 0 BEEP`,
      { reason: "interrupted", digit: null, endpos: 0 },
    ],
    [
      "record_dtmf_in_beep",
      `${rec}/t4 wav "5" 3000 0 BEEP`,
      { reason: "interrupted", digit: "5", endpos: 0 },
    ],
  ] as const;
  for (const [capture, line, expected] of captures) {
    const result = answerIn(capture, line, recordFile("f"));
    assertEquals<unknown>(result, { ...expected, path: "f.wav" });
  }
});

Deno.test("recordFile() sends beep and silence so that Asterisk reads both", () => {
  assertEquals(
    recordFile("f", {
      format: "gsm",
      escapeDigits: "#*",
      timeout: 60_000,
      offset: 8000,
      beep: true,
      silence: 1500,
    }).args,
    ["f", "gsm", "#*", "60000", "8000", "BEEP", "s=2"],
  );
  assertEquals(recordFile("f", { silence: 2000 }).args.slice(4), ["0", "s=2"]);
  assertEquals(recordFile("f", { beep: true }).args.slice(4), ["0", "BEEP"]);
});

Deno.test("recordFile() takes known and unknown formats, by their shape", () => {
  for (const format of [...SOUND_FORMATS, "ogg", "g726-32"]) {
    assertEquals(recordFile("f", { format }).args[1], format);
  }
  for (const format of ["", "WAV", "wav|gsm", "../wav", "wav ", "-", "a-"]) {
    assertThrows(
      () => recordFile("f", { format }),
      TypeError,
      `Invalid format ${JSON.stringify(format)}: must be a file extension`,
    );
  }
});

Deno.test("recordFile() refuses numbers out of range", () => {
  for (const silence of [0, -1, NaN, Infinity, 2 ** 31]) {
    assertThrows(
      () => recordFile("f", { silence }),
      RangeError,
      `Invalid silence ${shown(silence)}: must be more than 0 and at most 2147483647 ms`,
    );
  }
  assertThrows(() => recordFile("f", { timeout: -1 }), RangeError, "Invalid timeout -1: must be");
  assertThrows(() => recordFile("f", { offset: -1 }), RangeError, "Invalid offset -1: must be");
  assertThrows(() => recordFile("f", { escapeDigits: "x" }), TypeError, "Invalid escapeDigits");
});
