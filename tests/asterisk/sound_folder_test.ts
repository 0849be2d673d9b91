/**
 * Where Asterisk looks for sounds, as docs/sounds.md has it, compared with the simulator.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { soundFolder } from "../../src/asterisk/sound_folder.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { errorOf, serveCall } from "./served_call.ts";
import { VERSION } from "./version.ts";

/** The files of the test, and their lengths in samples of 8 kHz. */
const FILES: Readonly<Record<string, number>> = {
  "de/own/one": 800,
  "own/two": 1600,
  // There is one in English as well.
  "vm-goodbye": 2400,
};

/** The sounds that are played, and their lengths; `beep` is there in English only. */
const SOUNDS: Readonly<Record<string, number>> = {
  "own/one": 800,
  "own/two": 1600,
  "vm-goodbye": 2400,
  beep: 3520,
};

Deno.test("soundFolder() finds the files that a real Asterisk plays in a language", async () => {
  await using asterisk = await Asterisk.start({ version: VERSION });
  const sounds = `${asterisk.folder}/data/sounds`;
  await Deno.mkdir(`${sounds}/de/own`, { recursive: true });
  await Deno.mkdir(`${sounds}/own`);
  for (const [name, samples] of Object.entries(FILES)) {
    await Deno.writeFile(`${sounds}/${name}.ulaw`, new Uint8Array(samples).fill(0xff));
  }
  const find = soundFolder(sounds);
  await serveCall(asterisk, async ({ channel }) => {
    await channel.setVariable("CHANNEL(language)", "de_AT");
    for (const [name, samples] of Object.entries(SOUNDS)) {
      assertEquals((await channel.streamFile(name)).endpos, samples, name);
      assertEquals(find(name, "de_AT"), samples, name);
    }
    for (const name of ["own/ONE", "own/one.ulaw", "own/none"]) {
      assertEquals((await errorOf(channel.streamFile(name))).name, "AgiAppError", name);
      assertEquals(find(name, "de_AT"), undefined, name);
    }
    await channel.setVariable("CHANNEL(language)", "fr");
    assertEquals((await errorOf(channel.streamFile("own/one"))).name, "AgiAppError");
    assertEquals(find("own/one", "fr"), undefined);
  });
});
