import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { getFullVariable, getVariable, readVariable, setVariable } from "../../src/commands/mod.ts";
import { AgiAppError, AgiUnknownError } from "../../src/errors.ts";
import { decodeText } from "../../src/protocol/text.ts";
import { readCapture } from "../testdata/captures.ts";
import { answer } from "./_answer.ts";
import { answerIn } from "./_capture.ts";

/** Values that look like the end of something. */
const VALUES = [
  "",
  "plain",
  "(parens)",
  "end)",
  ")",
  "a\nb",
  "x)\n510 Invalid\n",
  "HANGUP\nHANGUP\n",
];

Deno.test("getVariable() gives the value, and null where there is none", () => {
  for (const value of VALUES) {
    assertEquals(answer(getVariable("A"), `200 result=1 (${value})`), value);
  }
  assertEquals(answer(getVariable("A"), "200 result=0"), null);
  assertThrows(() => answer(getVariable("A"), "200 result=1"), AgiUnknownError);
  assertEquals(answerIn("getvar_unset", "GET VARIABLE NOSUCH", getVariable("NOSUCH")), null);
  assertEquals(answerIn("getvar_unset", "GET VARIABLE EMPTY", getVariable("EMPTY")), "");
  assertEquals(answerIn("getvar_newline", "GET VARIABLE NL", getVariable("NL")), "line1\nline2");
});

Deno.test("getVariable() tells when a value may have been cut", () => {
  const whole = answerIn("getvar_long", "GET VARIABLE L1000", getVariable("L1000"));
  assertEquals(whole, `${"x".repeat(999)}Y`);
  // Each value ends in Y: the first fits just so, the others lost it.
  for (const [name, last] of [["L1023", "Y"], ["L1024", "x"], ["L8100", "x"]] as const) {
    const read = () => answerIn("getvar_long", `GET VARIABLE ${name}`, getVariable(name));
    const error = assertThrows(
      read,
      AgiAppError,
      `GET VARIABLE "L****" failed: the value may be truncated to 1023 bytes`,
    );
    assertEquals(error.items["value"], `${"x".repeat(1022)}${last}`);
  }
});

Deno.test("getVariable() tells when a function may have cut its value a little before that", () => {
  const read = (name: string, value: string) =>
    answer(getVariable(name), `200 result=1 (${value})`);
  // DB() gives 1,022 bytes at most, URIENCODE() cuts no escape, BASE64_ENCODE() no group of four.
  for (const length of [1020, 1021, 1022, 1023]) {
    assertThrows(() => read("DB(family/key)", "x".repeat(length)), AgiAppError);
  }
  // Two bytes of the last character came.
  assertThrows(() => read("DB(family/key)", `${"x".repeat(1020)}\ufffd`), AgiAppError);
  for (const value of ["x".repeat(1019), "ü".repeat(509)]) {
    assertEquals(read("DB(family/key)", value), value);
  }
  assertEquals(read("A", "x".repeat(1022)), "x".repeat(1022));
});

Deno.test("getVariable() and setVariable() refuse an empty name", () => {
  const message = 'Invalid name "": must be a non-empty string';
  assertThrows(() => getVariable(""), TypeError, message);
  assertThrows(() => setVariable("", "v"), TypeError, message);
});

Deno.test("setVariable() reads 1", () => {
  assertEquals(answer(setVariable("A", 1), "200 result=1"), undefined);
  assertThrows(() => answer(setVariable("A", 1), "200 result=0"), AgiUnknownError);
});

Deno.test("getFullVariable() gives texts of any length, and null for no such channel", () => {
  for (const value of VALUES) {
    assertEquals(answer(getFullVariable("${A}"), `200 result=1 (${value})`), value);
  }
  assertEquals(answer(getFullVariable("${A}", "PJSIP/1"), "200 result=0"), null);
  assertThrows(() => answer(getFullVariable("a"), "200 result=1"), AgiUnknownError);
  assertEquals(getFullVariable("${A}", "PJSIP/1").args, ["${A}", "PJSIP/1"]);
  const line = "GET FULL VARIABLE ${L8100}";
  const value = answerIn("getvar_long", line, getFullVariable("${L8100}"));
  assertEquals(value, `${"x".repeat(8099)}Y`);
});

Deno.test("getFullVariable() reads each value of getvar_newline whole", () => {
  const { entries } = readCapture("getvar_newline");
  const values = entries.flatMap((entry) =>
    entry.kind === "comment" && entry.text.startsWith("value ")
      ? [JSON.parse(`"${entry.text.slice("value ".length)}"`)]
      : []
  );
  const lines = entries.flatMap((entry) =>
    entry.kind === "sent" ? [decodeText(entry.bytes).trimEnd()] : []
  ).filter((line) => line.includes("BASE64_DECODE") && line.startsWith("GET"));
  assertEquals(lines.length, 7);
  for (const [index, line] of lines.entries()) {
    assertEquals(answerIn("getvar_newline", line, getFullVariable("")), values[index]);
  }
});

/** The reply of an Asterisk that has this value. */
function replyTo(command: { sentinel?: string }, value: string): string {
  return `200 result=1 (${value}${command.sentinel})`;
}

Deno.test("readVariable() gives a value whole, whatever it holds", () => {
  for (const value of [...VALUES, "x".repeat(1023), "x".repeat(4095), "ü".repeat(100_000)]) {
    const command = readVariable("A");
    assertEquals(answer(command, replyTo(command, value)), value);
  }
});

Deno.test("readVariable() sends the name with a text that nobody else can know", () => {
  const command = readVariable("ORDER_1");
  assertEquals(command.args, [`\${ORDER_1}${command.sentinel}`]);
  assertMatch(command.sentinel ?? "", /^tipring-[0-9a-f-]{36}$/);
  assertNotEquals(readVariable("ORDER_1").sentinel, command.sentinel);
});

Deno.test("readVariable() refuses a reply without its sentinel", () => {
  assertThrows(() => answer(readVariable("A"), "200 result=1 (v)"), AgiUnknownError);
  assertThrows(() => answer(readVariable("A"), "200 result=0"), AgiUnknownError);
});

Deno.test("readVariable() tells when a function's value may have been cut", () => {
  const command = readVariable("GLOBAL(LONGV)");
  const cut = [
    ...["x".repeat(4095), "x".repeat(4094), "x".repeat(4092)],
    // Cut within a character of three or four bytes.
    ...[`${"x".repeat(4094)}\ufffd`, `${"x".repeat(4092)}\ufffd`],
    // Bytes that are no UTF-8 have become three times as long.
    "\ufffd".repeat(4095),
  ];
  for (const value of cut) {
    const error = assertThrows(() => answer(command, replyTo(command, value)), AgiAppError);
    assertEquals(error.items["value"], value);
  }
  const whole = ["x".repeat(4091), "x".repeat(4096), `${"x".repeat(4095)}\ufffd`];
  for (const value of whole) assertEquals(answer(command, replyTo(command, value)), value);
});

Deno.test("readVariable() takes names and plain functions", () => {
  const names = [
    "A",
    "_x9",
    "CALLERID(num)",
    "CHANNEL(rtp,dest)",
    "DB(family/key)",
    "STRFTIME(0,UTC,%Y-%m-%d %H:%M)",
    "PJSIP_HEADER(read,X-Order)",
    "F()",
    "DB(pin/*12#)",
  ];
  for (const name of names) assert(readVariable(name).args[0]?.startsWith(`\${${name}}tipring-`));
});

Deno.test("readVariable() refuses names that would be evaluated", () => {
  const names = [
    "",
    "A B",
    "A:1:2",
    "${A}",
    "A}${SHELL(id)}",
    "DB(a/${SHELL(id)})",
    "DB(a)}${SHELL(id)",
    "DB(a/$[1+1])",
    "SHELL(a;b)",
    "SHELL(a|b)",
    "SHELL(`a`)",
    "F(a)(b)",
    "F((a))",
    "F(a)x",
    'F("a")',
    "F('a')",
    "F(a\\b)",
    "F(a\nb)",
    "A\n",
    "ä",
  ];
  for (const name of names) {
    assertThrows(
      () => readVariable(name),
      TypeError,
      `Invalid name ${
        JSON.stringify(name.replaceAll(/[0-9#]/g, "*"))
      }: must be letters, digits and _`,
    );
  }
});
