import { assertEquals } from "@std/assert";
import { BackOff } from "../../../src/cli/workers/back_off.ts";

Deno.test("BackOff.next() doubles up to half a minute, and begins anew behind one that worked", () => {
  const backOff = new BackOff();
  const delays = Array.from({ length: 11 }, () => backOff.next(10));
  assertEquals(delays, [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000]);
  assertEquals([backOff.next(30_000), backOff.next(0)], [100, 200]);
});
