import { assertEquals, assertThrows } from "@std/assert";
import {
  answer as answerChannel,
  asyncAgiBreak,
  CHANNEL_STATES,
  channelStatus,
  hangup,
  noop,
  setAutohangup,
  setCallerid,
  setMusic,
  TDD_MODES,
  tddMode,
  verbose,
  VERBOSE_LEVELS,
} from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";
import { shown } from "./_shown.ts";

Deno.test("answer() reads 0, and fails by -1", () => {
  assertEquals(answer(answerChannel(), "200 result=0"), undefined);
  assertThrows(
    () => answer(answerChannel(), "200 result=-1"),
    AgiAppError,
    "ANSWER failed: Asterisk returned -1",
  );
  assertThrows(() => answer(answerChannel(), "200 result=x"), AgiUnknownError, "result=x");
  assertEquals(answerChannel().hangupOnMinusOne, true);
});

Deno.test("channelStatus() names each state", () => {
  const names = [
    "down",
    "reserved",
    "off-hook",
    "dialing",
    "ring",
    "ringing",
    "up",
    "busy",
    "dialing-off-hook",
    "pre-ring",
  ];
  assertEquals([...CHANNEL_STATES] as string[], names);
  for (const [state, name] of names.entries()) {
    assertEquals(answer(channelStatus(), `200 result=${state}`) as string | null, name);
    // Asterisk adds a bit where the channel is muted.
    assertEquals(answer(channelStatus(), `200 result=${state + 65_536}`) as string | null, name);
  }
  assertEquals(channelStatus().args, []);
});

Deno.test("channelStatus() is null for no such channel, and refuses unknown states", () => {
  assertEquals(answer(channelStatus("none"), "200 result=-1"), null);
  assertThrows(
    () => answer(channelStatus(), "200 result=10"),
    AgiUnknownError,
    'Unreadable reply to CHANNEL STATUS: "200 result=**"',
  );
  assertThrows(() => answer(channelStatus(), "200 result=-2"), AgiUnknownError, "Unreadable");
  assertThrows(() => answer(channelStatus(), "200 result="), AgiUnknownError);
});

Deno.test("channelStatus() reads what Asterisk says before and after ANSWER", () => {
  assertEquals(answerIn("answer", "CHANNEL STATUS", channelStatus()), "ring");
  assertEquals(answerIn("answer", "CHANNEL STATUS", channelStatus(), 1), "up");
  const other = "CHANNEL STATUS Local/none@x-1;2";
  assertEquals(answerIn("answer", other, channelStatus("Local/none@x-1;2")), null);
});

Deno.test("hangup() tells whether there was a channel", () => {
  assertEquals(answer(hangup(), "200 result=1"), true);
  assertEquals(answer(hangup("none"), "200 result=-1"), false);
  assertThrows(() => answer(hangup(), "200 result=0"), AgiUnknownError);
  assertEquals(hangup("PJSIP/1").args, ["PJSIP/1"]);
  const line = "HANGUP Local/none@x-1;2";
  assertEquals(answerIn("hangup_command", line, hangup("Local/none@x-1;2")), false);
});

Deno.test("asyncAgiBreak() and noop() read 0", () => {
  assertEquals(answerIn("asyncagi_break", "ASYNCAGI BREAK", asyncAgiBreak()), undefined);
  assertEquals(answer(asyncAgiBreak(), "200 result=0"), undefined);
  assertEquals(answer(noop(), "200 result=0"), undefined);
});

Deno.test("verbose() sends its level, and refuses others", () => {
  assertEquals(answer(verbose("a"), "200 result=1"), undefined);
  for (const level of VERBOSE_LEVELS) assertEquals(verbose("a", { level }).args, ["a", `${level}`]);
  for (const level of [-1, 10, 1.5, NaN]) {
    assertThrows(
      () => verbose("a", { level: level as 1 }),
      TypeError,
      `Invalid level ${shown(level)}: must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9`,
    );
  }
});

Deno.test("setAutohangup() sends seconds, and fractions of them", () => {
  const sent = [[0, "0"], [1, "0.001"], [1500, "1.5"], [60_000, "60"], [Infinity, "0"]] as const;
  for (const [delay, seconds] of sent) assertEquals(setAutohangup(delay).args, [seconds]);
  assertEquals(setAutohangup(2 ** 31 - 1).args, ["2147483.647"]);
  assertEquals(answer(setAutohangup(1), "200 result=0"), undefined);
});

Deno.test("setAutohangup() refuses what is no time", () => {
  for (const delay of [-1, NaN, 2 ** 31]) {
    assertThrows(
      () => setAutohangup(delay),
      RangeError,
      `Invalid delay ${shown(delay)}: must be 0 to 2147483647 ms, or Infinity`,
    );
  }
});

Deno.test("setCallerid() sends what Asterisk reads as name and number", () => {
  const callerid = '"Jane Doe" <555-1234>';
  const line = 'SET CALLERID "\\"Jane Doe\\" <555-1234>"';
  assertEquals(setCallerid(callerid).args, [callerid]);
  assertEquals(answerIn("set_callerid", line, setCallerid(callerid)), undefined);
});

Deno.test("setCallerid() refuses more than 255 bytes", () => {
  assertEquals(setCallerid("x".repeat(255)).args[0]?.length, 255);
  assertThrows(
    () => setCallerid("x".repeat(256)),
    RangeError,
    "Invalid callerid of 256 bytes: must be at most 255 bytes",
  );
  assertThrows(() => setCallerid("ü".repeat(128)), RangeError, "must be at most 255 bytes");
});

Deno.test("setMusic() sends on, off and a class", () => {
  assertEquals(setMusic(true).args, ["on"]);
  assertEquals(setMusic(false).args, ["off"]);
  assertEquals(setMusic(true, { class: "jazz" }).args, ["on", "jazz"]);
  assertEquals(answerIn("tdd_music_autohangup", "SET MUSIC ON", setMusic(true)), undefined);
});

Deno.test("setMusic() refuses words, and an empty class", () => {
  const word: unknown = "off";
  assertThrows(
    () => setMusic(word as boolean),
    TypeError,
    'Invalid on "off": must be true or false',
  );
  assertThrows(
    () => setMusic(true, { class: "" }),
    TypeError,
    'Invalid class "": must be a non-empty string',
  );
});

Deno.test("tddMode() tells whether the channel is capable", () => {
  assertEquals(answer(tddMode("on"), "200 result=1"), true);
  assertEquals(answer(tddMode("on"), "200 result=0"), false);
  for (const mode of TDD_MODES) {
    assertEquals(tddMode(mode).args, [mode]);
    assertEquals(answerIn("tdd_music_autohangup", `TDD MODE ${mode}`, tddMode(mode)), false);
  }
  assertThrows(
    () => tddMode("maybe" as "on"),
    TypeError,
    'Invalid mode "maybe": must be one of "on", "off", "mate", "tdd"',
  );
});
