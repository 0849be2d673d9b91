import { assertEquals, assertThrows } from "@std/assert";
import { decodeWav, encodeMulaw, wavHeader } from "../../../src/audio/mod.ts";
import { SoundStore } from "../../../src/cli/console/sound_store.ts";
import { Folder } from "../program.ts";

const SAMPLES = Int16Array.from({ length: 800 }, (_, at) => (at % 40 - 20) * 500);

Deno.test("SoundStore turns files that Asterisk plays into WAV", async () => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/en/digits`, { recursive: true });
  const bytes = new Uint8Array(SAMPLES.buffer);
  await Deno.writeFile(`${folder.path}/en/digits/1.sln`, bytes);
  await Deno.writeFile(`${folder.path}/en/wide.sln16`, bytes);
  await Deno.writeFile(`${folder.path}/hello.ulaw`, encodeMulaw(SAMPLES));
  const wav = new Uint8Array([...wavHeader({ length: bytes.length }), ...bytes]);
  await Deno.writeFile(`${folder.path}/beep.wav`, wav);
  const store = SoundStore.open(folder.path);
  for (
    const [name, rate, duration] of [
      ["digits/1", 8000, 100],
      ["wide", 16_000, 50],
      ["hello", 8000, 100],
      ["beep", 8000, 100],
    ] as const
  ) {
    assertEquals(store.durationOf(name, "en"), duration, name);
    const decoded = decodeWav(store.wav(name, "en") ?? new Uint8Array());
    assertEquals([decoded.rate, decoded.samples.length], [rate, 800], name);
  }
  assertEquals(decodeWav(store.wav("digits/1", "en_GB") ?? new Uint8Array()).samples, SAMPLES);
});

Deno.test("SoundStore never leaves its folder, and survives files that are not sounds", async () => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/in`);
  await folder.write("secret.sln", "12345678");
  await folder.write("in/broken.wav", "RIFF");
  const store = SoundStore.open(`${folder.path}/in`);
  for (
    const name of ["../secret", `${folder.path}/secret`, "a/../../secret", "x\0", "", "broken"]
  ) {
    assertEquals(store.wav(name, "en"), undefined, name);
  }
  assertThrows(() => SoundStore.open(`${folder.path}/none`), Error, "is not a folder");
});

Deno.test("SoundStore says a sound by the list of its folder, else by its name", async () => {
  await using folder = await Folder.make();
  await folder.write("core-sounds-en.txt", "; a remark\nvm-goodbye: Goodbye!\nbad line\n");
  const store = SoundStore.open(folder.path);
  assertEquals(store.textOf("vm-goodbye"), "Goodbye!");
  assertEquals(store.textOf("bank/your-balance_is"), "your balance is");
  assertEquals(SoundStore.open(undefined).textOf("digits/4"), "4");
});
