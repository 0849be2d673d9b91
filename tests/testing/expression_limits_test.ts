import { assert, assertEquals, assertThrows } from "@std/assert";
import { evaluateExpression } from "../../src/asterisk/expression/evaluate_expression.ts";
import { PosixRegex } from "../../src/asterisk/expression/posix_regex.ts";

/** More than anything here may take, in milliseconds. */
const LONG = 3000;

function evaluate(text: string): string {
  return evaluateExpression(text, () => undefined);
}

function inTime<T>(act: () => T): T {
  const begun = performance.now();
  const value = act();
  assert(performance.now() - begun < LONG, `${performance.now() - begun} ms`);
  return value;
}

Deno.test("PosixRegex.exec() ends in time where a backtracking matcher would not", () => {
  const text = `${"a".repeat(8000)}b`;
  for (const pattern of ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(a*)*c", "(x+x+)+y|(a*a*)*c"]) {
    assertEquals(inTime(() => PosixRegex.compile(pattern)?.exec(text)), undefined, pattern);
  }
});

Deno.test("PosixRegex.compile() refuses an expression of too many steps", () => {
  assertThrows(() => inTime(() => PosixRegex.compile("(a{1000}){1000}")), Error, "1000 steps");
  assertThrows(() => PosixRegex.compile("(".repeat(5000)), Error, "100 levels");
  assertThrows(() => PosixRegex.compile("(a)\\1"), Error, "the reference \\1");
});

Deno.test("PosixRegex.exec() prefers the first match, and of those the longest", () => {
  const match = PosixRegex.compile("b|a(b|bc)")?.exec("xxabcb");
  assertEquals(match, { start: 2, length: 3, group: "bc" });
});

Deno.test("evaluateExpression() refuses what is nested too deeply", () => {
  for (const opening of ["(", "-", "!", "1 ? "]) {
    assertThrows(() => inTime(() => evaluate(opening.repeat(4000))), Error, "200 levels");
  }
});

Deno.test("evaluateExpression() calculates long numbers in time", () => {
  const digits = "9".repeat(4000);
  assertEquals(inTime(() => evaluate(`${digits} * 1`)), "1e+4000");
  assertEquals(inTime(() => evaluate(`${digits} % 7 >= 0`)), "1");
  assertThrows(() => inTime(() => evaluate(`${digits} * ${digits}`)), RangeError, "4,932 digits");
  assertEquals(inTime(() => evaluate(`0.${"0".repeat(4000)}1 + 1`)), "1");
  assertEquals(inTime(() => evaluate(Array(4000).fill("1").join("+"))), "4000");
});

Deno.test("evaluateExpression() throws for a function whose value it cannot promise", () => {
  for (const text of ["SIN(1)", "POW(2,0.5)", "SQRT(-1)", "NOSUCH(1)", "POW(2,)"]) {
    assertThrows(() => evaluate(text), Error, `$[${text.replace(/\(.*/, "")}(...)] failed`);
  }
});
