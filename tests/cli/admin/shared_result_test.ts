import { assert, assertEquals } from "@std/assert";
import { SharedResult } from "../../../src/cli/admin/shared_result.ts";

Deno.test("SharedResult computes once for all who ask within an interval", async () => {
  const begun: number[] = [];
  const shared = new SharedResult(() => Promise.resolve(begun.push(performance.now())), 100);
  assertEquals(await shared.get(), 1);
  const results = await Promise.all(Array.from({ length: 1000 }, () => shared.get()));
  assertEquals(new Set(results), new Set([2]));
  const [first = 0, second = 0] = begun;
  assert(second - first >= 99, `${second - first}`);
});

Deno.test("SharedResult gives no result that is older than its question", async () => {
  let value = 0;
  const begun = Promise.withResolvers<void>();
  const computing = Promise.withResolvers<void>();
  const shared = new SharedResult(async () => {
    const now = value;
    begun.resolve();
    await computing.promise;
    return now;
  }, 1);
  const first = shared.get();
  await begun.promise;
  value = 1;
  const second = shared.get();
  computing.resolve();
  assertEquals([await first, await second], [0, 1]);
});

Deno.test("SharedResult forgets a failure", async () => {
  let fails = true;
  const shared = new SharedResult(
    () => fails ? Promise.reject(new Error("broken")) : Promise.resolve(1),
    1,
  );
  assertEquals(await shared.get().catch(() => "failed"), "failed");
  fails = false;
  assertEquals(await shared.get(), 1);
});
