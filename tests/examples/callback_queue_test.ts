import { assertEquals, assertMatch } from "@std/assert";
import handler from "../../examples/callback_queue.ts";
import { simulateCall } from "../../src/testing/mod.ts";

const OPTIONS = { callerId: "5551234", args: ["sales"] };

Deno.test("callback_queue puts the caller's own number into the list", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("callback/menu");
  await call.press("1");
  const { database, hungUpBy, transcript } = await call.result;
  assertMatch(database["callback-sales/5551234"] ?? "", /^\d{4}-\d\d-\d\dT.*Z$/, transcript);
  assertEquals(hungUpBy, "handler", transcript);
});

Deno.test("callback_queue takes another number, and asks again for one that is none", async () => {
  const call = simulateCall(handler, OPTIONS);
  await call.hears("callback/menu");
  await call.press("2");
  await call.hears("vm-enter-num-to-call");
  await call.press("12#");
  await call.hears("vm-pls-try-again");
  await call.hears("vm-enter-num-to-call");
  await call.press("5559876#");
  const { database, said, transcript } = await call.result;
  assertEquals(Object.keys(database), ["callback-sales/5559876"], transcript);
  assertEquals(said, ["digits 5559876"], transcript);
});

Deno.test("callback_queue keeps the place of a caller who asks twice", async () => {
  const database = { "callback-sales/5551234": "2026-01-02T03:04:05.000Z" };
  const call = simulateCall(handler, { ...OPTIONS, database });
  await call.hears("callback/menu");
  await call.press("1");
  assertEquals((await call.result).database, database);
});

Deno.test("callback_queue lets a caller who says or enters nothing go on waiting", async () => {
  const silent = await simulateCall(handler, OPTIONS).result;
  assertEquals([silent.outcome, silent.hungUpBy], ["completed", null], silent.transcript);
  const call = simulateCall(handler, OPTIONS);
  await call.hears("callback/menu");
  await call.press("2");
  const { outcome, database, transcript } = await call.result;
  assertEquals([outcome, database], ["completed", {}], transcript);
});

Deno.test("callback_queue asks a caller without a number for one", async () => {
  const call = simulateCall(handler, { args: ["sales"] });
  await call.hears("callback/menu");
  await call.press("1");
  await call.hears("vm-enter-num-to-call");
  await call.press("5559876#");
  assertEquals(Object.keys((await call.result).database), ["callback-sales/5559876"]);
});
