import { assert, assertEquals } from "@std/assert";
import { Deadlines } from "../../src/transport/deadlines.ts";

/** Sets a deadline and waits until it is late. */
function late(deadlines: Deadlines, delay: number): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve) => {
    deadlines.set(delay, () => resolve(performance.now() - begun));
  });
}

Deno.test("Deadlines.set() tells of each that is not met, not before it is due", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  const waited = await Promise.all([late(deadlines, 20), late(deadlines, 5), late(deadlines, 20)]);
  assert(waited[0] >= 20 && waited[1] >= 5 && waited[2] >= 20, `${waited}`);
  deadlines.leave();
});

Deno.test("Deadlines.clear() lets only the others be late, in their order", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  const told: string[] = [];
  const first = deadlines.set(5, () => told.push("first"));
  deadlines.set(5, () => told.push("second"));
  const third = deadlines.set(5, () => told.push("third"));
  deadlines.clear(first);
  deadlines.clear(third);
  const last = late(deadlines, 5);
  await last;
  assertEquals(told, ["second"]);
  deadlines.leave();
});

Deno.test("Deadlines.set() starts another timer when its timer fired without an entry", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  deadlines.clear(deadlines.set(5, () => {}));
  await late(deadlines, 4); // Another length: the timer of the 5 ms goes on meanwhile.
  assert(await late(deadlines, 5) >= 5);
  assert(await late(deadlines, 5) >= 5);
  deadlines.leave();
});

Deno.test("Deadlines.leave() of the last leaves no timer behind", () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  deadlines.enter();
  deadlines.clear(deadlines.set(60_000, () => {}));
  deadlines.clear(deadlines.set(Infinity, () => {}));
  deadlines.leave();
  deadlines.leave(); // The sanitizers would find a timer here.
});

Deno.test("Deadlines.set() takes Infinity for never, not for at once", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  let told = false;
  const never = deadlines.set(Infinity, () => told = true);
  await late(deadlines, 5);
  assertEquals(told, false);
  deadlines.clear(never);
  deadlines.leave();
});

Deno.test("Deadlines.clear() of one that outlived its lane does no harm to those that came since", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  deadlines.set(5, () => {});
  const old = deadlines.set(5, () => {});
  deadlines.leave();
  deadlines.enter();
  const first = late(deadlines, 5);
  deadlines.clear(old);
  await Promise.all([first, late(deadlines, 5)]);
  deadlines.leave();
});

Deno.test("Deadlines lets one that is late clear the next, and goes on with those behind it", async () => {
  const deadlines = new Deadlines();
  deadlines.enter();
  const told: string[] = [];
  deadlines.set(5, () => {
    told.push("first");
    deadlines.clear(second);
  });
  const second = deadlines.set(5, () => told.push("second"));
  await late(deadlines, 5);
  assertEquals(told, ["first"]);
  deadlines.leave();
});
