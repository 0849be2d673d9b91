import { assertEquals, assertThrows } from "@std/assert";
import { soundFolder } from "../../src/asterisk/sound_folder.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** A RIFF file of 16 bits and 8 kHz, with a chunk before its data, that plays this many milliseconds. */
function wav(milliseconds: number): Uint8Array {
  const data = milliseconds * 16;
  const view = new DataView(new ArrayBuffer(12 + 24 + 12 + 8 + data));
  const put = (at: number, text: string) =>
    Array.from(text, (letter, offset) => view.setUint8(at + offset, letter.charCodeAt(0)));
  put(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 16_000, true);
  put(36, "LIST");
  view.setUint32(40, 3, true);
  put(48, "data");
  view.setUint32(52, data, true);
  return new Uint8Array(view.buffer);
}

async function makeFolder(): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/en/digits`, { recursive: true });
  await Deno.mkdir(`${folder}/de`);
  await Deno.writeFile(`${folder}/en/hello.gsm`, new Uint8Array(33 * 50));
  await Deno.writeFile(`${folder}/de/hello.ulaw`, new Uint8Array(8 * 300));
  await Deno.writeFile(`${folder}/plain.wav`, wav(1234));
  await Deno.writeFile(`${folder}/en/digits/1.sln16`, new Uint8Array(32 * 40));
  await Deno.writeFile(`${folder}/en/broken.wav`, new Uint8Array(5));
  return folder;
}

Deno.test("soundFolder() finds files as Asterisk does, with their true lengths", async () => {
  const folder = await makeFolder();
  const find = soundFolder(folder);
  // 50 frames of 20 ms, in samples of 8 kHz.
  assertEquals(find("hello", "en"), 8000);
  assertEquals(find("plain", "en"), 1234 * 8);
  assertEquals(find("digits/1", "en"), 40 * 8);
  assertEquals(find(`${folder}/en/hello`, "fr"), 8000);
  for (const name of ["none", "", "broken", "hello.gsm", "plain/x", "a\0b"]) {
    assertEquals(find(name, "en"), undefined, name);
  }
  assertEquals(find("hello", "de"), 2400);
  assertEquals(find("hello", "en_GB"), 8000);
  // Tried on Asterisk 22.10: without a language before English, which is there for all languages.
  assertEquals(find("plain", "de_AT"), 1234 * 8);
  assertEquals(find("digits/1", "de_AT"), 40 * 8);
  assertThrows(
    () => soundFolder(`${folder}/none`),
    Error,
    `Cannot look up the folder of sounds ${folder}/none: No such file`,
  );
  assertThrows(() => soundFolder(`${folder}/plain.wav`), Error, "is not a folder of sounds");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("simulateCall() plays the files of a folder, as long as they are", async () => {
  const sounds = await makeFolder();
  const { duration, played, error } = await simulateCall(async (channel) => {
    await channel.streamFile("plain");
    await channel.streamFile("missing");
  }, { sounds }).result;
  assertEquals([Math.floor(duration), played], [1234, ["plain"]]);
  assertEquals((error as Error).name, "AgiAppError");
  await Deno.remove(sounds, { recursive: true });
});
