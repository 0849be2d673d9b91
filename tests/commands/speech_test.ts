import { assertEquals, assertThrows } from "@std/assert";
import {
  speechActivateGrammar,
  speechCreate,
  speechDeactivateGrammar,
  speechDestroy,
  speechLoadGrammar,
  speechRecognize,
  type SpeechRecognizeResult,
  speechSet,
  speechUnloadGrammar,
} from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

const command = speechRecognize("beep");

Deno.test("speech commands read 1, and fail by 0", () => {
  const commands = [
    speechCreate("e"),
    speechSet("n", "v"),
    speechLoadGrammar("g", "/p"),
    speechUnloadGrammar("g"),
    speechActivateGrammar("g"),
    speechDeactivateGrammar("g"),
  ];
  for (const one of commands) {
    assertEquals(answer(one, "200 result=1"), undefined);
    assertThrows(() => answer(one, "200 result=0"), AgiAppError, one.verb);
    assertThrows(() => answer(one, "200 result=-1"), AgiUnknownError);
  }
  assertEquals(speechCreate("e").args, ["e"]);
});

Deno.test("speechDestroy() tells whether there was a speech object", () => {
  assertEquals(answer(speechDestroy(), "200 result=1"), true);
  assertEquals(answer(speechDestroy(), "200 result=0"), false);
  assertEquals(answerIn("speech", "SPEECH DESTROY", speechDestroy()), false);
});

Deno.test("speech commands read what Asterisk says without an engine", () => {
  const captured = [
    ["SPEECH CREATE nosuch", speechCreate("nosuch")],
    ["SPEECH SET a b", speechSet("a", "b")],
    ["SPEECH LOAD GRAMMAR g /x", speechLoadGrammar("g", "/x")],
    ["SPEECH ACTIVATE GRAMMAR g", speechActivateGrammar("g")],
    ["SPEECH RECOGNIZE beep 1000", command],
    ["SPEECH DEACTIVATE GRAMMAR g", speechDeactivateGrammar("g")],
    ["SPEECH UNLOAD GRAMMAR g", speechUnloadGrammar("g")],
  ] as const;
  for (const [line, one] of captured) {
    assertThrows(() => answerIn<unknown>("speech", line, one), AgiAppError, one.verb);
  }
});

Deno.test("speech commands refuse empty names", () => {
  const makers = [
    [() => speechSet("", 1), "name"],
    [() => speechLoadGrammar("", "/p"), "name"],
    [() => speechLoadGrammar("g", ""), "path"],
    [() => speechUnloadGrammar(""), "name"],
    [() => speechActivateGrammar(""), "name"],
    [() => speechDeactivateGrammar(""), "name"],
  ] as const;
  for (const [make, name] of makers) {
    assertThrows(make, TypeError, `Invalid ${name} "": must be a non-empty string`);
  }
});

Deno.test("speechRecognize() sends seconds, rounded up", () => {
  const options = { timeout: 2001, offset: 160 };
  assertEquals(speechRecognize("p", options).args, ["p", "3", "160"]);
  assertEquals(speechRecognize("p", { timeout: 1 }).args, ["p", "1", "0"]);
  for (const timeout of [0, -1, NaN, 2 ** 31]) {
    assertThrows(
      () => speechRecognize("p", { timeout }),
      RangeError,
      `Invalid timeout ${
        shown(timeout)
      }: must be more than 0 and at most 2147483647 ms, or Infinity`,
    );
  }
  assertThrows(
    () => speechRecognize("p", { offset: -1 }),
    RangeError,
    "Invalid offset -1: must be",
  );
});

Deno.test("speechRecognize() tells its ends apart", () => {
  const forms: Record<string, SpeechRecognizeResult> = {
    "(digit) digit=5 endpos=160": { reason: "digit", digit: "5", endpos: 160 },
    "(digit) digit=# endpos=0": { reason: "digit", digit: "#", endpos: 0 },
    "(hangup) endpos=160": { reason: "hangup", endpos: 160 },
    "(timeout) endpos=160": { reason: "timeout", endpos: 160 },
    "(speech) endpos=0 results=0": { reason: "speech", results: [], endpos: 0 },
    // As Asterisk 22 wrote it when the engine had gone.
    "(speech) endpos=0 results=0 ": { reason: "speech", results: [], endpos: 0 },
    '(speech) endpos=9 results=2 score0=900 text0="yes" grammar0=g score1=-1 text1="" grammar1=h': {
      reason: "speech",
      results: [
        { score: 900, text: "yes", grammar: "g" },
        { score: -1, text: "", grammar: "h" },
      ],
      endpos: 9,
    },
  };
  for (const [text, expected] of Object.entries(forms)) {
    assertEquals(answer(command, `200 result=1 ${text}`), expected, text);
  }
});

Deno.test("speechRecognize() fails by 0", () => {
  for (const wire of ["200 result=0", "200 result=0 endpos=160"]) {
    assertThrows(() => answer(command, wire), AgiAppError, "no speech object");
  }
});

/** What comes of one result with this text. */
function textOf(text: string, more = ""): string[] {
  const wire = `200 result=1 (speech) endpos=0 results=${more === "" ? 1 : 2} score0=1 ` +
    `text0="${text}" grammar0=g${more}`;
  const result = answer(command, wire);
  return result.reason === "speech" ? result.results.map((one) => one.text) : [];
}

Deno.test("speechRecognize() reads texts that look like the reply itself", () => {
  const texts = [
    'say "hi"',
    '" grammar0=evil',
    ' score1=5 text1="x" grammar1=y',
    "line\nHANGUP\n200 result=0\nline",
    "x)",
    "\\",
  ];
  const more = ' score1=2 text1="second" grammar1=g';
  for (const text of texts) {
    assertEquals(textOf(text), [text]);
    assertEquals(textOf(text, more), [text, "second"], text);
  }
});

Deno.test("speechRecognize() refuses what is cut or malformed", () => {
  const malformed = [
    "",
    "(moon) endpos=0",
    "(timeout)",
    "(digit) digit=x endpos=0",
    "(digit) endpos=0",
    "(speech)",
    "(speech) endpos=0 results=x",
    "(speech) endpos=0 results=1",
    '(speech) endpos=0 results=1 score0=1 text0="yes"',
    '(speech) endpos=0 results=1 score0=x text0="yes" grammar0=g',
    '(speech) endpos=0 results=2 score0=1 text0="yes" grammar0=g',
    "(speech) endpos=0 results=0 surplus",
    "(speech) endpos=0 results=999999999",
  ];
  for (const text of malformed) {
    assertThrows(() => answer(command, `200 result=1 ${text}`), AgiUnknownError, undefined, text);
  }
});

Deno.test("speechRecognize() reads long texts in linear time", () => {
  const hostile = '" grammar0= score0=" grammar0='.repeat(20_000);
  assertEquals(textOf(hostile), [hostile]);
  const results = Array.from(
    { length: 5000 },
    (_, index) => ` score${index}=1 text${index}="${"x".repeat(100)}" grammar${index}=g`,
  );
  const wire = `200 result=1 (speech) endpos=0 results=${results.length}${results.join("")}`;
  // A pattern that backtracks would not come to an end.
  const heard = answer(command, wire);
  assertEquals(heard.reason === "speech" && heard.results.length, 5000);
});
