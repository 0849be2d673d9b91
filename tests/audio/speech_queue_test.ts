import { assert, assertEquals, assertRejects } from "@std/assert";
import { SpeechQueue } from "../../src/audio/_speech_queue.ts";

const OPTIONS = { highWaterMark: 640, maxBytes: 3200, frameBytes: 320 };

function bytes(length: number, value: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

/** Takes a frame; returns its bytes in short: how many of which value. */
function take(queue: SpeechQueue, length = 320): [value: number, count: number][] {
  const target = new Uint8Array(length).fill(99);
  queue.take(target);
  const runs: [number, number][] = [];
  for (const value of target) {
    const last = runs.at(-1);
    if (last?.[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs;
}

/** Lets the stream hand over what it can. */
async function settle(): Promise<void> {
  for (let count = 0; count < 20; count++) await Promise.resolve();
}

Deno.test("SpeechQueue gives silence when nothing was written", () => {
  assertEquals(take(new SpeechQueue(OPTIONS)), [[0, 320]]);
});

Deno.test("SpeechQueue gives frames of chunks of any length, and silence behind the last", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  await Promise.all([writer.write(bytes(100, 1)), writer.write(bytes(300, 2))]);
  assertEquals(queue.queued, 400);
  assertEquals(take(queue), [[1, 100], [2, 220]]);
  assertEquals(take(queue), [[2, 80], [0, 240]]);
  assertEquals([queue.queued, queue.played], [0, 400]);
});

Deno.test("SpeechQueue keeps samples whole where a chunk ends within one", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  await writer.write(bytes(101, 1));
  assertEquals(take(queue), [[1, 100], [0, 220]]);
  await writer.write(bytes(99, 2));
  assertEquals(take(queue), [[1, 1], [2, 99], [0, 220]]);
});

Deno.test("SpeechQueue makes writers wait from its high-water mark on, until audio was taken", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  // The queue takes two frames out of the stream before they are due.
  for (const value of [1, 2, 3, 4]) writer.write(bytes(320, value));
  await settle();
  assertEquals(writer.desiredSize, 0);
  let ready = false;
  writer.ready.then(() => void (ready = true));
  await settle();
  assertEquals(ready, false);
  assertEquals(take(queue), [[1, 320]]);
  await settle();
  assert(ready);
  assertEquals([2, 3, 4, 0].map(() => take(queue)[0]?.[0]), [2, 3, 4, 0]);
});

Deno.test("SpeechQueue refuses more than its limit of a writer that does not wait", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  writer.closed.catch(() => {});
  writer.write(bytes(3200, 1)).catch(() => {});
  await assertRejects(() => writer.write(bytes(2, 1)), RangeError, "3200 bytes wait");
});

Deno.test("SpeechQueue.flush() drops what is in the stream as well, and nothing that comes later", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  for (let value = 1; value <= 6; value++) writer.write(bytes(320, value));
  await settle();
  take(queue);
  await settle();
  assertEquals(queue.flush(), { played: 320, dropped: 5 * 320 });
  // Written at once, while the stream still holds what was dropped.
  const written = writer.write(bytes(320, 7));
  assertEquals(queue.queued, 320);
  await written;
  assertEquals(take(queue), [[7, 320]]);
  assertEquals(take(queue), [[0, 320]]);
  assertEquals(queue.flush(), { played: 320, dropped: 0 });
});

Deno.test("SpeechQueue.mark() resolves when what was written before has been taken", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  assertEquals(await queue.mark(), true);
  writer.write(bytes(400, 1));
  let reached: boolean | undefined;
  queue.mark().then((played) => reached = played);
  writer.write(bytes(400, 2));
  await settle();
  take(queue);
  await settle();
  assertEquals(reached, undefined);
  take(queue);
  await settle();
  assertEquals(reached, true);
  assertEquals(queue.played, 0);
});

Deno.test("SpeechQueue.mark() tells a flush by false", async () => {
  const queue = new SpeechQueue(OPTIONS);
  queue.writable.getWriter().write(bytes(4, 1));
  const mark = queue.mark();
  queue.flush();
  assertEquals(await mark, false);
});

Deno.test("SpeechQueue.end() lets go of all who wait, and refuses what is written later", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  writer.closed.catch(() => {});
  const writes = Array.from({ length: 5 }, (_, value) => writer.write(bytes(640, value)));
  const [mark, { flushed }] = [queue.mark(), queue];
  queue.end(new Error("It is over"));
  await Promise.all([...writes, flushed]);
  assertEquals([await mark, await queue.mark(), queue.queued], [false, false, 0]);
  await assertRejects(() => writer.write(bytes(2, 1)), Error, "It is over");
});

Deno.test("SpeechQueue ends a pipe into it without an error when it ends first", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const piping = readable.pipeTo(queue.writable);
  const writer = writable.getWriter();
  await writer.write(bytes(6400, 1).subarray(0, 2000));
  queue.end(new Error("It is over"));
  await writer.close();
  await piping;
});

Deno.test("SpeechQueue's stream closes when all has been taken", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  writer.write(bytes(320, 1));
  let closed = false;
  const closing = writer.close().then(() => void (closed = true));
  await settle();
  assertEquals(closed, false);
  take(queue);
  await closing;
});

Deno.test("SpeechQueue refuses a chunk that is no bytes", async () => {
  const queue = new SpeechQueue(OPTIONS);
  const writer = queue.writable.getWriter();
  writer.closed.catch(() => {});
  await assertRejects(
    () => writer.write("hello" as unknown as Uint8Array),
    TypeError,
    "not a Uint8Array",
  );
});
