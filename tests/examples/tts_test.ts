import { assertEquals, assertMatch } from "@std/assert";
import handler, { speak } from "../../examples/tts.ts";
import { play } from "../../src/ivr/mod.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** Whether espeak-ng is installed. */
const installed = await new Deno.Command("espeak-ng", { args: ["--version"], stdout: "null" })
  .output().then(({ success }) => success, () => false);

/** Uses a cache of its own. */
async function withCache(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tipring-tts-" });
  Deno.env.set("TTS_CACHE", folder);
  try {
    await run(folder);
  } finally {
    Deno.env.delete("TTS_CACHE");
    await Deno.remove(folder, { recursive: true });
  }
}

async function filesOf(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test({
  name: "tts speaks, and keeps the sounds for later calls",
  ignore: !installed,
  fn: () =>
    withCache(async (folder) => {
      const call = simulateCall(handler, { args: ["Welcome"] });
      await call.hears(/./);
      await call.hears(/./);
      await call.press("2");
      const { heard, outcome, transcript } = await call.result;
      assertEquals([outcome, heard.length], ["completed", 3], transcript);
      const files = await filesOf(folder);
      assertEquals(files.length, 3);
      for (const file of heard) assertMatch(file, /^\/.*\/[0-9a-f]{64}$/);
      const { size } = await Deno.stat(`${heard[0]}.sln16`);
      // About half a second of 16,000 samples.
      assertEquals(size > 10_000 && size < 60_000, true, `${size}`);
      const before = await Promise.all(files.map((file) => Deno.stat(`${folder}/${file}`)));
      const again = simulateCall(handler, { args: ["Welcome"] });
      await again.hears(/./);
      await again.hears(/./);
      await again.press("2");
      assertEquals((await again.result).heard, heard);
      const after = await Promise.all(files.map((file) => Deno.stat(`${folder}/${file}`)));
      assertEquals(after.map(({ ino }) => ino), before.map(({ ino }) => ino));
    }),
});

Deno.test({
  name: "tts speaks the language of the prompt, and no text as an option of espeak-ng",
  ignore: !installed,
  fn: () =>
    withCache(async (folder) => {
      const { outcome, transcript, heard } = await simulateCall(async (channel) => {
        await play(channel, speak("--version"));
        await play(channel, speak("Guten Tag"), { language: "de" });
        await play(channel, speak("Guten Tag"), { language: "en" });
      }).result;
      assertEquals([outcome, new Set(heard).size], ["completed", 3], transcript);
      assertEquals((await filesOf(folder)).length, 3);
    }),
});
