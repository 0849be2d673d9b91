import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { BufferPool } from "../../src/transport/buffer_pool.ts";

Deno.test("BufferPool.take() gives a buffer that was given back, to one at a time", () => {
  const pool = new BufferPool(16, 4);
  const first = pool.take();
  assertEquals(first.length, 16);
  assertNotStrictEquals(pool.take(), first);
  pool.give(first);
  assertStrictEquals(pool.take(), first);
  assertNotStrictEquals(pool.take(), first);
});

Deno.test("BufferPool.give() keeps no more than its limit", () => {
  const pool = new BufferPool(16, 2);
  for (let count = 0; count < 5; count++) pool.give(new Uint8Array(16));
  assertEquals(pool.spare, 2);
});
