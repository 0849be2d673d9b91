import { assertEquals } from "@std/assert";
import { FrameClock } from "../../src/audio/_frame_clock.ts";
import { VirtualClock } from "../../src/asterisk/virtual_clock.ts";

/** Adds a member that notes when frames were due, and how many. */
function watch(clock: FrameClock, time: VirtualClock, onTick: () => void = () => {}) {
  const ticks: [at: number, frames: number][] = [];
  const member = {
    onTick(frames: number) {
      ticks.push([time.now(), frames]);
      onTick();
    },
  };
  clock.add(member);
  return { ticks, member };
}

Deno.test("FrameClock keeps its rate although each tick takes time", async () => {
  const time = new VirtualClock();
  const { ticks } = watch(new FrameClock(time), time, () => time.jump(time.now() + 15));
  await time.advance(1010);
  assertEquals(ticks.length, 50);
  assertEquals(ticks.every(([at, frames], index) => frames === 1 && at === (index + 1) * 20), true);
});

Deno.test("FrameClock catches up with a pause of up to 200 ms", async () => {
  const time = new VirtualClock();
  const { ticks } = watch(new FrameClock(time), time);
  await time.advance(20);
  // Due at 40, 60 and 80.
  time.jump(85);
  await time.advance(120);
  assertEquals(ticks, [[20, 1], [85, 3], [100, 1], [120, 1]]);
});

Deno.test("FrameClock goes on from the end of a longer pause", async () => {
  const time = new VirtualClock();
  const { ticks } = watch(new FrameClock(time), time);
  await time.advance(20);
  time.jump(1020);
  await time.advance(1070);
  assertEquals(ticks, [[20, 1], [1020, 10], [1040, 1], [1060, 1]]);
});

Deno.test("FrameClock serves all its members, and stops after the last", async () => {
  const time = new VirtualClock();
  const clock = new FrameClock(time);
  const first = watch(clock, time);
  await time.advance(45);
  const second = watch(clock, time);
  clock.delete(first.member);
  await time.advance(65);
  clock.delete(second.member);
  clock.delete(second.member);
  assertEquals([first.ticks.length, second.ticks, time.pending], [2, [[60, 1]], 0]);
});

Deno.test("FrameClock goes by the time of the machine", async () => {
  const clock = new FrameClock();
  const begun = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const member = { onTick: () => resolve() };
  clock.add(member);
  await promise;
  clock.delete(member);
  assertEquals(performance.now() - begun >= 19, true);
});
