import { assertEquals, assertThrows } from "@std/assert";
import { AgiProtocolError } from "../../src/errors.ts";
import { ByteBuffer } from "../../src/protocol/byte_buffer.ts";
import { MemoryBudget } from "../../src/protocol/memory_budget.ts";

Deno.test("ByteBuffer takes its memory from the budget, and gives it back", () => {
  const budget = new MemoryBudget(100);
  const buffer = new ByteBuffer(budget);
  for (let count = 0; count < 30; count++) buffer.append(Uint8Array.of(count));
  assertEquals([buffer.length, budget.used], [30, 32]);
  assertEquals(buffer.take(), Uint8Array.from({ length: 30 }, (_, index) => index));
  assertEquals([buffer.length, budget.used], [0, 0]);
  buffer.append(new Uint8Array(100));
  assertThrows(() => buffer.append(Uint8Array.of(1)), AgiProtocolError, "maxBufferedBytes (100)");
  assertEquals(budget.used, 100);
  buffer.clear();
  assertEquals(budget.used, 0);
});
