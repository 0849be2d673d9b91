import { assert, assertEquals } from "@std/assert";
import { FrameClock } from "../../src/audio/_frame_clock.ts";

/** Counts the ticks of a clock until so many frames were due. */
function collect(
  clock: FrameClock,
  frames: number,
  onTick: (frames: number) => void = () => {},
): Promise<number[]> {
  const { promise, resolve } = Promise.withResolvers<number[]>();
  const ticks: number[] = [];
  const member = {
    onTick(due: number) {
      ticks.push(due);
      if (ticks.reduce((sum, tick) => sum + tick) >= frames) {
        clock.delete(member);
        resolve(ticks);
      }
      onTick(due);
    },
  };
  clock.add(member);
  return promise;
}

/** Keeps the process busy. */
function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

Deno.test("FrameClock keeps its rate although each tick takes time", async () => {
  const begun = performance.now();
  await collect(new FrameClock(), 50, () => block(5));
  const passed = performance.now() - begun;
  assert(passed >= 995 && passed < 1060, `50 frames took ${passed} ms`);
});

Deno.test("FrameClock catches up with a short pause", async () => {
  const begun = performance.now();
  let first = true;
  const ticks = await collect(new FrameClock(), 10, () => {
    if (first) block(45);
    first = false;
  });
  const passed = performance.now() - begun;
  assert(ticks.some((due) => due > 1), `${ticks}`);
  assert(passed < 240, `10 frames took ${passed} ms`);
});

Deno.test("FrameClock does not catch up with a long pause", async () => {
  let first = true;
  const ticks = await collect(new FrameClock(), 10, () => {
    if (first) block(500);
    first = false;
  });
  assertEquals(ticks.slice(0, 2), [1, 1]);
  assert(Math.max(...ticks) <= 3, `${ticks}`);
});

Deno.test("FrameClock serves all its members, and stops after the last", async () => {
  const clock = new FrameClock();
  const both = await Promise.all([collect(clock, 3), collect(clock, 3)]);
  assertEquals(both.map((ticks) => ticks.reduce((sum, due) => sum + due) >= 3), [true, true]);
});
