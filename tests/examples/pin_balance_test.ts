import { assertEquals } from "@std/assert";
import handler from "../../examples/pin_balance.ts";
import { simulateCall } from "../../src/testing/mod.ts";

const DATABASE = { "pin/5551234": "4711", "balance/5551234": "1250" };

Deno.test("pin_balance says the balance after a wrong PIN and the right one", async () => {
  const call = simulateCall(handler, { callerId: "5551234", database: DATABASE });
  await call.hears("bank/choose-language");
  await call.press("2");
  await call.hears("vm-password");
  await call.press("9999");
  await call.hears("vm-incorrect");
  await call.hears("vm-password");
  await call.press("4711");
  const { outcome, heard, hungUpBy, transcript } = await call.result;
  assertEquals([outcome, hungUpBy], ["completed", "handler"], transcript);
  assertEquals(heard, [
    "bank/choose-language",
    "vm-password",
    "vm-incorrect",
    "vm-password",
    "bank/your-balance-is",
    "number 1250",
    "digits/dollars",
    "vm-goodbye",
  ], transcript);
});

Deno.test("pin_balance sets the language that the caller chose", async () => {
  const languages: (string | undefined)[] = [];
  for (const key of ["1", "2", ""]) {
    const call = simulateCall(handler, { database: DATABASE, language: "fr" });
    await call.hears("bank/choose-language");
    await call.press(key);
    const { transcript } = await call.result;
    languages.push(/SET VARIABLE "CHANNEL\(language\)" "(\w+)"/.exec(transcript)?.[1]);
  }
  assertEquals(languages, ["en", "de", undefined]);
});

Deno.test("pin_balance says goodbye after three attempts, also to a caller without a PIN", async () => {
  for (const callerId of ["5551234", "5550000"]) {
    const { played, said, transcript } = await simulateCall(handler, {
      callerId,
      database: DATABASE,
    }).result;
    assertEquals(said, [], transcript);
    assertEquals(played.filter((file) => file === "vm-password").length, 3, transcript);
    assertEquals(played.at(-1), "vm-goodbye", transcript);
  }
});

Deno.test("pin_balance ends in an ordinary way when the caller hangs up", async () => {
  const call = simulateCall(handler, { callerId: "5551234", database: DATABASE });
  await call.hears("vm-password");
  await call.hangUp();
  const { outcome, said, transcript } = await call.result;
  assertEquals([outcome, said], ["hangup", []], transcript);
});
