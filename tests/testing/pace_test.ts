import { assertEquals } from "@std/assert";
import { simulateCall } from "../../src/testing/mod.ts";

Deno.test("simulateCall() ends a handler that never stops sending commands", async () => {
  let sent = 0;
  const { outcome } = await simulateCall(async (channel) => {
    while (true) {
      await channel.noop();
      sent++;
    }
  }).result;
  assertEquals([outcome, sent], ["hangup", 20_000]);
});
