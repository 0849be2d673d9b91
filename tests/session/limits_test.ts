import { assert, assertEquals, assertRejects } from "@std/assert";
import { getVariable } from "../../src/commands/variable.ts";
import { AgiHangup, AgiProtocolError } from "../../src/errors.ts";
import { MemoryBudget } from "../../src/protocol/memory_budget.ts";
import { Session } from "../../src/session/session.ts";
import { ENVIRONMENT, memory } from "../peer.ts";

Deno.test("Session refuses a reply longer than its limit, also if it comes whole", async () => {
  const { duplex, peer } = memory();
  const starting = Session.start(duplex, { maxReplyBytes: 50 });
  await peer.say(ENVIRONMENT);
  const session = await starting;
  const reading = assertRejects(
    () => session.execute(getVariable("X")),
    AgiProtocolError,
    "exceeds 50 bytes",
  );
  await peer.line();
  await peer.say(`200 result=1 (${"x".repeat(100)})\n`).catch(() => {});
  await reading;
  await peer[Symbol.asyncDispose]();
  await session.close();
});

for (
  const [what, text] of [
    ["a line", "200 result=1 (a"],
    ["a text of two lines", "200 result=1 (a\nb\n"],
  ] as const
) {
  Deno.test(`Session gives the memory of ${what} back when the connection ends in it`, async () => {
    const budget = new MemoryBudget(1000);
    const { duplex, peer } = memory();
    const starting = Session.start(duplex, { budget });
    await peer.say(ENVIRONMENT);
    const session = await starting;
    const reading = assertRejects(() => session.execute(getVariable("X")), AgiHangup);
    await peer.line();
    await peer.say(text);
    assert(budget.used > 0);
    await peer[Symbol.asyncDispose]();
    await reading;
    assertEquals(budget.used, 0);
    await session.close();
  });
}
