import { assertEquals, assertThrows } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import { LineText } from "../../src/protocol/line_text.ts";
import { MemoryBudget } from "../../src/protocol/memory_budget.ts";

Deno.test("LineText.take() joins any number of lines", () => {
  for (const count of [0, 1, 2, 999, 1000, 1001, 2000, 1_001_001]) {
    const text = new LineText();
    const lines = Array.from({ length: count }, (_, index) => `${index % 10}`);
    for (const line of lines) text.push(line);
    assertEquals(text.take() === lines.join("\n"), true, `${count} lines`);
    assertEquals(text.take(), "");
  }
});

Deno.test("LineText keeps empty lines", () => {
  const text = new LineText();
  for (const line of ["", "a", "", ""]) text.push(line);
  assertEquals(text.take(), "\na\n\n");
});

Deno.test("LineText takes its bytes from the budget, and gives them back", () => {
  const budget = new MemoryBudget(10);
  const one = new LineText(budget);
  const other = new LineText(budget);
  one.push("abcd");
  other.push("abc");
  assertEquals(budget.used, 9);
  assertThrows(() => one.push("x"), AgiProtocolError, "maxBufferedBytes (10)");
  assertEquals(budget.used, 9);
  assertEquals(other.take(), "abc");
  one.push("xyz");
  one.clear();
  assertEquals(budget.used, 0);
});
