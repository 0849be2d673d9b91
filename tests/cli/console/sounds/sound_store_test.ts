import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeGsm, decodeWav, encodeMulaw, wavHeader } from "../../../../src/audio/mod.ts";
import { SoundStore } from "../../../../src/cli/console/sounds/sound_store.ts";
import { codedFile, samplesFile } from "../../../audio/pcm/coded_files.ts";
import { Folder } from "../../program.ts";

/** 100 ms at 8 kHz. */
const SAMPLES = Int16Array.from({ length: 800 }, (_, at) => (at % 40 - 20) * 500);
const BYTES = new Uint8Array(SAMPLES.buffer);
const en = { language: "en" };

function decoded(wav: Uint8Array | undefined): { samples: Int16Array; rate: number } {
  assert(wav !== undefined);
  return decodeWav(wav);
}

Deno.test("SoundStore turns files that Asterisk plays into WAV", async () => {
  await using folder = await Folder.make();
  const files: Readonly<Record<string, readonly [bytes: Uint8Array, rate: number]>> = {
    "sln": [BYTES, 8000],
    "sln16": [BYTES, 16_000],
    "ulaw": [encodeMulaw(SAMPLES), 8000],
    "wav": [new Uint8Array([...wavHeader({ length: BYTES.length }), ...BYTES]), 8000],
    "gsm": [await codedFile("sweep.gsm"), 8000],
    "WAV": [await codedFile("sweep.wav49"), 8000],
    "wav49": [await codedFile("sweep.wav49"), 8000],
    "g722": [await codedFile("sweep.g722"), 16_000],
  };
  for (const [extension, [bytes]] of Object.entries(files)) {
    await Deno.writeFile(`${folder.path}/in-${extension}.${extension}`, bytes);
  }
  const store = SoundStore.open(folder.path);
  for (const [extension, [, rate]] of Object.entries(files)) {
    const name = `in-${extension}`;
    assert(store.canPlay([name], "en"), name);
    const wav = decoded(store.wav([name], en));
    assertEquals(wav.rate, rate, name);
    assertEquals(store.lengthOf(name, "en"), 8000 * wav.samples.length / rate, name);
  }
  assertEquals(decoded(store.wav(["in-sln"], en)).samples, SAMPLES);
  assertEquals(decoded(store.wav(["in-gsm"], en)).samples, await samplesFile("sweep.gsm.sln"));
  const { samples } = decoded(store.wav(["in-sln"], { language: "en", from: 75 }));
  assertEquals(samples, SAMPLES.subarray(600));
  assertEquals(decoded(store.wav(["in-sln"], { language: "en", from: 1e9 })).samples.length, 0);
});

Deno.test("SoundStore joins the sounds of a number, whatever their rates", async () => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/en/digits`, { recursive: true });
  await Deno.writeFile(`${folder.path}/en/digits/4.sln16`, BYTES);
  await Deno.writeFile(`${folder.path}/en/digits/2.sln`, BYTES);
  const store = SoundStore.open(folder.path);
  const { samples, rate } = decoded(store.wav(["digits/4", "digits/2"], en));
  assertEquals(rate, 16_000);
  assertEquals(samples.subarray(0, 800), SAMPLES);
  // The other 100 ms, at twice the rate; the resampler may need some samples to end.
  assert(Math.abs(samples.length - 800 - 1600) < 100, `${samples.length}`);
  assert(!store.canPlay(["digits/4", "digits/3"], "en"));
  assertEquals(store.wav(["digits/4", "digits/3"], en), undefined);
  assert(!store.canPlay([], "en"));
  assertEquals(store.wav([], en), undefined);
});

Deno.test("SoundStore looks for a sound in the language first, and finds new files", async () => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/pt`);
  await Deno.mkdir(`${folder.path}/en`);
  await Deno.writeFile(`${folder.path}/en/menu.sln`, BYTES);
  const store = SoundStore.open(`${folder.path}/`);
  assertEquals(store.lengthOf("menu", "pt_BR"), 800);
  await Deno.writeFile(`${folder.path}/pt/menu.gsm`, new Uint8Array(33).fill(0xd0));
  assertEquals(store.lengthOf("menu", "pt_BR"), 160);
  assertEquals(
    decoded(store.wav(["menu"], { language: "pt_BR" })).samples,
    decodeGsm(new Uint8Array(33).fill(0xd0)),
  );
  assertEquals(store.lengthOf("menu", "en"), 800);
  assertEquals(store.lengthOf(`${folder.path}/en/menu`, "fr"), 800);
  // The first place with the file counts, even if its format cannot be decoded.
  await Deno.remove(`${folder.path}/pt/menu.gsm`);
  await Deno.writeFile(`${folder.path}/pt/menu.g729`, new Uint8Array(500));
  assertEquals([store.lengthOf("menu", "pt"), store.canPlay(["menu"], "pt")], [4000, false]);
});

Deno.test("SoundStore never leaves its folder, and survives files that are not sounds", async () => {
  await using folder = await Folder.make();
  await Deno.mkdir(`${folder.path}/in/en`, { recursive: true });
  await folder.write("secret.sln", "12345678");
  await folder.write("in/broken.wav", "RIFF");
  await folder.write("in/broken2.gsm", "x".repeat(33));
  await Deno.mkdir(`${folder.path}/in/folder.wav`);
  const path = `${folder.path}/in`;
  const store = SoundStore.open(path);
  for (
    const name of [
      ...["../secret", `${folder.path}/secret`, "a/../../secret", `${path}/../secret`],
      ...["x\0", "", "broken", "broken2", "folder", "/", "/etc/passwd", path],
    ]
  ) {
    assertEquals(store.wav([name], en), undefined, name);
  }
  for (const language of ["..", "../..", `${path}/en/../..`, "\0", ""]) {
    assertEquals(store.wav(["secret"], { language }), undefined, language);
    assertEquals(store.lengthOf("secret", language), undefined, language);
  }
  assertThrows(() => SoundStore.open(`${folder.path}/none`), Error, "is not a folder");
  assertThrows(() => SoundStore.open(`${folder.path}/secret.sln`), Error, "is not a folder");
});

Deno.test("SoundStore plays no file whose decoding would take the server's time", async () => {
  await using folder = await Folder.make();
  for (const [name, bytes] of [["long.gsm", 2e6], ["long.g722", 6e6], ["long.wav", 3e7]] as const) {
    using file = await Deno.open(`${folder.path}/${name}`, { create: true, write: true });
    await file.truncate(bytes);
  }
  const store = SoundStore.open(folder.path);
  assertEquals(store.canPlay(["long"], "en"), false);
  assertEquals(store.wav(["long"], en), undefined);
});
