/**
 * Audio in a simulated call.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { bytesOf, openAudio, VoiceDetector, wavHeader } from "../../src/audio/mod.ts";
import { AgiAudioError, AgiHangup } from "../../src/errors.ts";
import type { Handler } from "../../src/handler/router.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** Samples that are all of this value. */
function speech(milliseconds: number, value = 5000): Int16Array<ArrayBuffer> {
  return new Int16Array(milliseconds * 8).fill(value);
}

/** How many milliseconds of these samples have this value. */
function duration(samples: Int16Array, value: number): number {
  return samples.filter((sample) => sample === value).length / 8;
}

const echo: Handler = async (channel) => {
  await channel.answer();
  await using audio = await openAudio(channel);
  await audio.readable.pipeTo(audio.writable);
};

Deno.test("simulateCall() lets the caller speak and hear, in virtual time", async () => {
  const begun = performance.now();
  const { hungUpBy, audio, transcript, duration: total } = await simulateCall(echo, {
    async caller(caller) {
      await caller.wait(1000);
      await caller.speak(speech(10_000));
      await caller.hearsSilence();
      await caller.hangUp();
    },
  }).result;
  assertEquals(hungUpBy, "caller", transcript);
  assertEquals(duration(audio, 5000), 10_000);
  assert(total > 11_000 && total < 12_000, `${total}`);
  assert(performance.now() - begun < 5000, "It took real time");
});

Deno.test("simulateCall() takes what the caller says as a WAV file of any rate", async () => {
  const samples = speech(1000, 4000);
  const file = new Uint8Array([
    ...wavHeader({ rate: 16_000, length: samples.byteLength }),
    ...bytesOf(samples),
  ]);
  const { audio, transcript } = await simulateCall(echo, {
    async caller(caller) {
      await caller.wait(1000);
      await caller.speak(file);
      await caller.wait(100);
      await caller.hangUp();
    },
  }).result;
  const heard = duration(audio, 4000);
  assert(heard > 400 && heard <= 500, `${heard} ms\n${transcript}`);
});

Deno.test("simulateCall() gives the audio keys, and goes on with commands after it", async () => {
  const keys: string[] = [];
  const { outcome, played, transcript } = await simulateCall(async (channel) => {
    await channel.answer();
    {
      await using audio = await openAudio(channel);
      for await (const key of audio.dtmf) {
        keys.push(key);
        if (key === "#") break;
      }
    }
    await channel.streamFile("goodbye");
  }, {
    async caller(caller) {
      await caller.wait(1000);
      await caller.press("42#");
    },
  }).result;
  assertEquals([outcome, keys, played], ["completed", ["4", "2", "#"], ["goodbye"]], transcript);
});

Deno.test("simulateCall() hears what is said stop within 40 ms of a barge-in", async () => {
  let played = 0;
  const { audio, transcript } = await simulateCall(async (channel) => {
    await channel.answer();
    await using audio = await openAudio(channel);
    const playing = audio.play(bytesOf(speech(10_000, 3000)));
    const detector = new VoiceDetector({ attack: 40 });
    for await (const frame of audio.readable) if (detector.push(frame) === "begin") break;
    played = audio.flush().played;
    assertEquals(await playing, false);
  }, {
    async caller(caller) {
      await caller.hearsSpeech();
      await caller.wait(1000);
      await caller.speak(speech(500));
    },
  }).result;
  const heard = duration(audio, 3000);
  assertEquals(heard, played);
  // 1,000 ms, the attack of the detector, and the frames on the way.
  assert(heard > 1000 && heard <= 1120, `${heard} ms\n${transcript}`);
});

Deno.test("simulateCall() ends the audio when the caller hangs up, or the connection breaks", async () => {
  for (const how of ["hangUp", "breakConnection"] as const) {
    const reasons: string[] = [];
    const call = simulateCall(async (channel) => {
      await channel.answer();
      await using audio = await openAudio(channel);
      reasons.push((await audio.ended).reason);
      await assertRejects(() => channel.noop(), AgiHangup);
    });
    await call.wait(1000);
    await call[how]();
    const { outcome, transcript } = await call.result;
    assertEquals([reasons, outcome], [["hangup"], "completed"], transcript);
  }
});

Deno.test("simulateCall() refuses audio on a channel that is not answered", async () => {
  const { error, outcome } = await simulateCall(async (channel) => {
    await openAudio(channel);
  }).result;
  assertEquals(outcome, "failed");
  assertInstanceOf(error, AgiAudioError);
});

Deno.test("simulateCall() runs audio in real time with realTimeAudio", async () => {
  const begun = performance.now();
  const { audio, transcript } = await simulateCall(async (channel) => {
    await channel.answer();
    await using audio = await openAudio(channel);
    // What another service would take.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await audio.play(bytesOf(speech(100, 3000)));
  }, { realTimeAudio: true }).result;
  assertEquals(duration(audio, 3000), 100, transcript);
  assert(performance.now() - begun >= 400);
  assert(audio.length / 8 < 1500, transcript);
});
