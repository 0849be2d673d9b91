import { assertEquals, assertRejects } from "@std/assert";
import { CallerAudio } from "../../src/audio/_caller_audio.ts";

const OPTIONS = { frameBytes: 4, maxFrames: 3 };

Deno.test("CallerAudio gives frames of one length", async () => {
  const caller = new CallerAudio(OPTIONS);
  for (const part of [[1, 2, 3, 4], [5], [6, 7, 8, 9, 10], [11, 12], [13]]) {
    caller.push(new Uint8Array(part));
  }
  caller.end();
  assertEquals(await Array.fromAsync(caller.readable), [
    new Uint8Array([1, 2, 3, 4]),
    new Uint8Array([5, 6, 7, 8]),
    new Uint8Array([9, 10, 11, 12]),
  ]);
});

Deno.test("CallerAudio drops the oldest frames when its reader pauses", async () => {
  const caller = new CallerAudio(OPTIONS);
  for (let value = 0; value < 10; value++) caller.push(new Uint8Array(4).fill(value));
  assertEquals(caller.dropped, 7);
  const reader = caller.readable.getReader();
  const frames = [await reader.read(), await reader.read(), await reader.read()];
  assertEquals(frames.map(({ value }) => value?.[0]), [7, 8, 9]);
  const next = reader.read();
  caller.push(new Uint8Array(4).fill(10));
  assertEquals((await next).value?.[0], 10);
  caller.end();
  assertEquals((await reader.read()).done, true);
});

Deno.test("CallerAudio copies what is pushed", async () => {
  const caller = new CallerAudio(OPTIONS);
  const memory = new Uint8Array(4).fill(1);
  caller.push(memory);
  memory.fill(2);
  const { value } = await caller.readable.getReader().read();
  assertEquals(value, new Uint8Array(4).fill(1));
});

Deno.test("CallerAudio ends a reader that waits, with the error if there is one", async () => {
  const ended = new CallerAudio(OPTIONS);
  const reading = ended.readable.getReader().read();
  ended.end();
  assertEquals((await reading).done, true);
  const broken = new CallerAudio(OPTIONS);
  const waiting = broken.readable.getReader().read();
  broken.end(new Error("It broke"));
  await assertRejects(() => waiting, Error, "It broke");
});

Deno.test("CallerAudio takes what comes after its reader has left", async () => {
  const caller = new CallerAudio(OPTIONS);
  await caller.readable.cancel();
  caller.push(new Uint8Array(8));
  caller.end();
  assertEquals(caller.dropped, 0);
});
