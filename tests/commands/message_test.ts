import { assertEquals, assertThrows } from "@std/assert";
import { receiveChar, receiveText, sendImage, sendText } from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { commandLine } from "../../src/protocol/request.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";

Deno.test("receiveChar() reads a character, none, and an empty text", () => {
  assertEquals(answer(receiveChar(), "200 result=120"), "x");
  assertEquals(answer(receiveChar(), "200 result=195"), "\ufffd");
  assertEquals(answer(receiveChar(), "200 result=0 (timeout)"), "");
  assertEquals(answer(receiveChar(), "200 result=-1 (hangup)"), null);
  assertEquals(receiveChar().hangupOnMinusOne, true);
  for (const result of ["256", "-2", "x", ""]) {
    assertThrows(() => answer(receiveChar(), `200 result=${result}`), AgiUnknownError);
  }
});

Deno.test("receiveText() reads a text of anything, and none", () => {
  for (const text of ["hello (there)", "", "a\nb)", "HANGUP\n"]) {
    assertEquals(answer(receiveText(), `200 result=1 (${text})`), text);
  }
  assertEquals(answer(receiveText(), "200 result=-1"), null);
  assertEquals(receiveText().hangupOnMinusOne, true);
  assertThrows(() => answer(receiveText(), "200 result=1"), AgiUnknownError);
  assertThrows(() => answer(receiveText(), "200 result=0"), AgiUnknownError);
});

Deno.test("receiveChar() and receiveText() read the captures", () => {
  assertEquals(answerIn("receive_char", "RECEIVE CHAR 3000", receiveChar()), "x");
  assertEquals(answerIn("receive_text", "RECEIVE TEXT 3000", receiveText()), "hello (there)");
  assertEquals(answerIn("receive_timeout", "RECEIVE CHAR 300", receiveChar()), null);
  assertEquals(answerIn("receive_timeout", "RECEIVE TEXT 300", receiveText()), null);
});

Deno.test("receiveChar() and receiveText() bound their timeout", () => {
  for (const receive of [receiveChar, receiveText]) {
    assertEquals(receive({ timeout: 0 }).args, ["0"]);
    assertEquals(receive({ timeout: Infinity }).args, ["-1"]);
    assertThrows(() => receive({ timeout: -1 }), RangeError, "Invalid timeout -1: must be");
  }
});

Deno.test("sendText() and sendImage() read 0, and fail by -1", () => {
  for (const command of [sendText("t"), sendImage("i")]) {
    assertEquals(answer(command, "200 result=0"), undefined);
    assertThrows(() => answer(command, "200 result=-1"), AgiAppError, command.verb);
    assertEquals(command.hangupOnMinusOne, true);
  }
});

Deno.test("sendText() takes one line, sendImage() a name", () => {
  assertEquals(sendText("").args, [""]);
  assertThrows(
    () => commandLine(sendText("a\nNOOP"), () => ""),
    TypeError,
    "Cannot send SEND TEXT: argument 1 contains LF",
  );
  assertThrows(() => sendImage(""), TypeError, 'Invalid image "": must be a non-empty string');
});
