import { assertEquals, assertThrows } from "@std/assert";
import { FrameStream } from "../../../src/audio/pcm/frame_stream.ts";
import { VoiceDetector } from "../../../src/audio/pcm/voice_detector.ts";

Deno.test("FrameStream gives frames of one length for chunks of any", async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index);
  for (const length of [1, 7, 320, 321, 1000]) {
    const chunks = Array.from(
      { length: Math.ceil(1000 / length) },
      (_, index) => bytes.subarray(index * length, (index + 1) * length),
    );
    const frames = await Array.fromAsync(
      ReadableStream.from(chunks).pipeThrough(new FrameStream(320)),
    );
    assertEquals(frames.map((frame) => frame.length), [320, 320, 320, 320]);
    const joined = frames.flatMap((frame) => Array.from(frame));
    assertEquals(joined.slice(0, 1000), Array.from(bytes), `${length}`);
    assertEquals(joined.slice(1000).some((byte) => byte !== 0), false);
  }
});

Deno.test("FrameStream refuses a length that is none", () => {
  for (const length of [0, -1, 1.5, NaN, 2 ** 21]) {
    assertThrows(() => new FrameStream(length), RangeError, `"${length}"`);
  }
});

/** 20 ms of noise of this amplitude. */
function noise(amplitude: number, seed: number): Uint8Array {
  let state = seed + 1;
  const samples = Int16Array.from({ length: 160 }, () => {
    state = state * 1_103_515_245 + 12_345 & 0x7fff_ffff;
    return (state / 0x4000_0000 - 1) * amplitude;
  });
  return new Uint8Array(samples.buffer);
}

/** What a detector says, as frame numbers and events. */
function detect(detector: VoiceDetector, amplitudes: number[]): [number, string][] {
  return amplitudes.flatMap((amplitude, index): [number, string][] => {
    const event = detector.push(noise(amplitude, index));
    return event === undefined ? [] : [[index, event]];
  });
}

Deno.test("VoiceDetector reports begin after the attack and end after the hangover", () => {
  const amplitudes = [
    ...new Array<number>(50).fill(10),
    ...new Array<number>(50).fill(8000),
    ...new Array<number>(50).fill(10),
  ];
  const detector = new VoiceDetector({ attack: 60, hangover: 400 });
  assertEquals(detect(detector, amplitudes), [[52, "begin"], [119, "end"]]);
});

Deno.test("VoiceDetector ignores a click, and a pause between words", () => {
  const amplitudes = [
    ...new Array<number>(20).fill(10),
    ...[8000, 8000],
    ...new Array<number>(20).fill(10),
    ...new Array<number>(10).fill(8000),
    ...new Array<number>(20).fill(10),
    ...new Array<number>(10).fill(8000),
  ];
  assertEquals(detect(new VoiceDetector(), amplitudes), [[44, "begin"]]);
});

Deno.test("VoiceDetector gets used to a loud background", () => {
  const amplitudes = [
    ...new Array<number>(1500).fill(1000),
    ...new Array<number>(20).fill(12_000),
  ];
  const events = detect(new VoiceDetector(), amplitudes);
  assertEquals(events.map(([, event]) => event), ["begin", "end", "begin"]);
  assertEquals(events.at(-1)?.[0], 1502);
});
