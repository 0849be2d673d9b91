import { assertEquals } from "@std/assert";
import { AudioSocket } from "../../src/audio/_audio_socket.ts";
import { AudioSocketFrames } from "../../src/audio/audio_socket_frames.ts";
import { MemoryAudio } from "../../src/audio/memory_audio.ts";
import { SpeechQueue } from "../../src/audio/_speech_queue.ts";

/** A socket whose speech is in a queue, with what it has sent in a tick: frames of which value. */
function start() {
  const memory = new MemoryAudio();
  const queue = new SpeechQueue({ highWaterMark: 64_000, maxBytes: 64_000, frameBytes: 320 });
  const socket = new AudioSocket(memory.near, {
    rate: 8000,
    frameBytes: 320,
    onAudio: () => {},
    onDigit: () => {},
    available: () => queue.available,
    fill: (target) => void queue.take(target),
    onEnd: () => {},
  });
  const writer = queue.writable.getWriter();
  const tick = async (due: number): Promise<number[]> => {
    socket.onTick(due);
    const sent: number[] = [];
    const frames = new AudioSocketFrames();
    for (let chunk = memory.take(); chunk; chunk = memory.take()) {
      frames.push(chunk, (_, payload) => void sent.push(payload[0] ?? -1));
    }
    // The write is over, and the stream hands over what comes next.
    await new Promise((resolve) => setTimeout(resolve, 0));
    return sent;
  };
  const write = async (value: number, frames = 1): Promise<void> => {
    writer.write(new Uint8Array(320 * frames).fill(value));
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { tick, write };
}

Deno.test("AudioSocket makes up for a pause with what waits, and only with that", async () => {
  const { tick, write } = start();
  await write(1);
  assertEquals(await tick(1), [1]);
  // What was written during the pause comes after it.
  assertEquals(await tick(5), [0]);
  for (const value of [2, 3, 4]) await write(value);
  assertEquals(await tick(1), [2, 3, 4]);
  await write(5);
  assertEquals(await tick(1), [5]);
  await write(6, 8);
  // Two of the four that were left out have been made up for; two more are.
  assertEquals(await tick(1), [6, 6, 6]);
  assertEquals(await tick(1), [6]);
});

Deno.test("AudioSocket does not make up for a pause that was long ago", async () => {
  const { tick, write } = start();
  await tick(10);
  for (let count = 0; count < 25; count++) assertEquals(await tick(1), [0]);
  await write(1, 5);
  assertEquals(await tick(1), [1]);
});
