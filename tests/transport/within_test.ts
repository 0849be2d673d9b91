import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { within } from "../../src/transport/within.ts";

// The sanitizers see to it that no timer is left behind.

Deno.test("within() has the value that comes in time, and undefined for one that does not", async () => {
  assertEquals(await within(Promise.resolve(7), 60_000), 7);
  assertEquals(await within(Promise.resolve(7), 0), 7);
  const { promise, resolve } = Promise.withResolvers<number>();
  assertEquals(await within(promise, 1), undefined);
  assertEquals(await within(promise, 0), undefined);
  resolve(7);
  assertEquals(await within(promise, 60_000), 7);
});

Deno.test("within() rejects as the promise does, and takes no harm from a late one", async () => {
  const failure = new Error("broken");
  const failed = Promise.reject(failure);
  assertStrictEquals(await assertRejects(() => within(failed, 60_000)), failure);
  const { promise, reject } = Promise.withResolvers<number>();
  assertEquals(await within(promise, 1), undefined);
  reject(failure);
});

Deno.test("within() waits longer than a timer can", async () => {
  for (const timeout of [2 ** 31, Infinity]) {
    const { promise, resolve } = Promise.withResolvers<number>();
    const waiting = within(promise, timeout);
    // A timer of more than 31 bits would fire at once, ahead of this one.
    setTimeout(resolve, 5, 7);
    assertEquals(await waiting, 7);
  }
});
