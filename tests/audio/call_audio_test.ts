import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { AgiAudioError, AgiHangup } from "../../src/errors.ts";
import { openCall, sampleOf, speech } from "./audio_peer.ts";
import { aborted } from "../peer.ts";

Deno.test("CallAudio.close() ends the audio in good order, and the next command works", async () => {
  await using call = await openCall();
  const { audio, channel, line, peer } = call;
  await line.next();
  const closing = audio.close();
  assertEquals((await line.drain()).at(-1), 0x00);
  line[Symbol.dispose]();
  await peer.say("200 result=0\n");
  await closing;
  assertEquals(await audio.ended, { reason: "closed" });
  assertEquals((await audio.readable.getReader().read()).done, true);
  assertEquals(await Array.fromAsync(audio.dtmf), []);
  await assertRejects(() => audio.writable.getWriter().write(speech(1)), AgiAudioError, "closed");
  assertEquals(await Promise.all([channel.getVariable("X"), peer.answer("200 result=0\n")]), [
    null,
    'GET VARIABLE "X"',
  ]);
});

Deno.test("CallAudio drops what waits for a process that was blocked for a second", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  const reader = audio.readable.getReader();
  for (let value = 1; value <= 50; value++) await line.speak(value);
  const end = performance.now() + 1000;
  while (performance.now() < end);
  await line.speak(51);
  while (audio.dropped < 41 * 20) await new Promise((resolve) => setTimeout(resolve, 5));
  const heard: number[] = [];
  while (heard.at(-1) !== 51) heard.push(sampleOf((await reader.read()).value) ?? -1);
  assertEquals(heard.length, 10);
  assertEquals(audio.dropped, 41 * 20);
  assertEquals(audio.signal.aborted, false);
});

Deno.test("CallAudio.play() plays at the right speed, and tells when it has", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  const begun = performance.now();
  const reading = (async () => {
    let frames = 0;
    for (let frame = await line.next(); frame !== null; frame = await line.next()) {
      if (sampleOf(frame) === 7) frames++;
    }
    return frames;
  })();
  const source = ReadableStream.from([speech(7, 90), speech(7, 10), speech(7, 200)]);
  assertEquals(await audio.play(source), true);
  const passed = performance.now() - begun;
  assert(passed > 250 && passed < 450, `300 ms were played in ${passed} ms`);
  assertEquals(await audio.play(speech(7, 20)), true);
  void audio.close();
  assertEquals(await reading, 16);
});

Deno.test("CallAudio.flush() stops a play() whose source is stuck, and another can begin", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  let canceled = false;
  const stuck = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(speech(5, 5000)),
    cancel: () => void (canceled = true),
  });
  const playing = audio.play(stuck);
  await line.until((frame) => sampleOf(frame) === 5);
  const { played, dropped } = audio.flush();
  assert(played >= 20 && played < 200, `${played} ms were played`);
  assertEquals(played + dropped, 5000);
  assertEquals(await playing, false);
  assertEquals(canceled, true);
  const again = audio.play(speech(6, 20));
  const next = await line.until((frame) => sampleOf(frame) !== 5);
  assert(sampleOf(next) === 6 || sampleOf(next) === 0);
  assertEquals(await again, true);
});

Deno.test("CallAudio.play() stops by its signal, and throws what its source throws", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  const controller = new AbortController();
  const playing = audio.play(speech(5, 5000), { signal: controller.signal });
  await line.until((frame) => sampleOf(frame) === 5);
  controller.abort();
  assertEquals(await playing, false);
  assertEquals(await audio.play(speech(5), { signal: controller.signal }), false);
  const failing = (async function* () {
    yield speech(1);
    await Promise.resolve();
    throw new Error("No more speech");
  })();
  await assertRejects(() => audio.play(failing), Error, "No more speech");
  assertEquals(await audio.play(speech(1)), true);
});

Deno.test("CallAudio.play() ends with the audio", async () => {
  await using call = await openCall();
  const { audio, line, peer } = call;
  const playing = audio.play(speech(5, 5000));
  await line.until((frame) => sampleOf(frame) === 5);
  line[Symbol.dispose]();
  await peer.say("200 result=-1\nHANGUP\n");
  assertEquals(await playing, false);
  assertInstanceOf(await aborted(audio.signal), AgiHangup);
});

Deno.test("CallAudio.close() does not wait for a peer that never closes, and reads nothing", async () => {
  await using call = await openCall();
  const { audio, peer } = call;
  const begun = performance.now();
  await peer.say("200 result=0\n");
  await audio.close();
  const passed = performance.now() - begun;
  assert(passed >= 900 && passed < 2000, `${passed} ms`);
});

Deno.test("CallAudio.play() that cannot begin leaves the audio to the next one", async () => {
  await using call = await openCall();
  const { audio, line } = call;
  const locked = new ReadableStream<Uint8Array>();
  locked.getReader();
  await assertRejects(() => audio.play(locked), TypeError, "locked");
  const controller = new AbortController();
  const playing = audio.play(speech(77, 60));
  await assertRejects(() => audio.play(speech(1), { signal: controller.signal }), TypeError);
  controller.abort();
  await line.until((frame) => sampleOf(frame) === 77);
  assertEquals(await playing, true);
});
