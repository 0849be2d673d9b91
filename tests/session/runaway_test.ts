import { assertEquals } from "@std/assert";
import { Runaway } from "../../src/session/runaway.ts";

Deno.test("Runaway.refused() delays from the eleventh refusal in a row, until a command is answered", () => {
  using runaway = new Runaway(false);
  const delays = Array.from({ length: 12 }, () => runaway.refused());
  assertEquals(delays, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
  runaway.answered();
  assertEquals(runaway.refused(), 0);
});

Deno.test("Runaway abandons a handler once, at its hundredth refusal after the hangup", () => {
  using runaway = new Runaway(false);
  const reasons: string[] = [];
  runaway.attend(Infinity, ({ message }) => reasons.push(message));
  runaway.hungUp();
  for (let count = 0; count < 99; count++) runaway.refused();
  assertEquals(reasons, []);
  for (let count = 0; count < 200; count++) runaway.refused();
  assertEquals(reasons, ["The handler sent 100 commands after the hangup"]);
});
