import { assertEquals } from "@std/assert";
import { readWavHeader, samplesOf } from "../../src/audio/mod.ts";
import { WavRecording } from "../../src/recording/wav_recording.ts";
import { speech } from "../audio/audio_peer.ts";

Deno.test("WavRecording keeps a pause of an hour on both sides, and goes on", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  const errors: string[] = [];
  let now = 0;
  const wav = new WavRecording({
    rate: 8000,
    path: () => Promise.resolve(path),
    onError: ({ message }) => errors.push(message),
    now: () => now,
  });
  const pass = (value: number) => {
    for (let frames = 0; frames < 50; frames++) {
      now += 20;
      wav.heard(speech(value));
    }
  };
  try {
    pass(5);
    now += 3_600_000;
    pass(6);
    await wav.close();
    assertEquals(errors, []);
    using file = await Deno.open(path);
    const length = 3602 * 8000 * 4;
    assertEquals((await file.stat()).size, 44 + length);
    const head = new Uint8Array(44);
    await file.read(head);
    assertEquals(readWavHeader(head)?.length, length);
    const second = new Uint8Array(8000 * 4);
    for (const [at, value] of [[0, 5], [1, 0], [3600, 0], [3601, 6]] as const) {
      await file.seek(44 + at * second.length, Deno.SeekMode.Start);
      await file.read(second);
      const samples = samplesOf(second);
      assertEquals([...new Set(samples.filter((_, index) => index % 2 === 0))], [value], `${at} s`);
    }
  } finally {
    await Deno.remove(path);
  }
});
