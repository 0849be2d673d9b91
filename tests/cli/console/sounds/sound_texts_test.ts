import { assertEquals } from "@std/assert";
import { SoundTexts } from "../../../../src/cli/console/sounds/sound_texts.ts";
import { Folder } from "../../program.ts";

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).bytes();
}

Deno.test("SoundTexts reads Asterisk's lists, where Asterisk and Debian put them", async () => {
  await using folder = await Folder.make();
  for (const name of ["sounds/en", "sounds/fr_CA", "doc/asterisk-core-sounds-en", "doc/other"]) {
    await Deno.mkdir(`${folder.path}/${name}`, { recursive: true });
  }
  const list = "; a remark\nvm-goodbye: Goodbye!\nbad line\ndigits/4: \tfour \n";
  await folder.write("sounds/en/core-sounds-en.txt", list);
  await folder.write("sounds/fr_CA/core-sounds-fr.txt", "vm-goodbye: Au revoir.\n");
  await folder.write("sounds/extra-sounds-en.txt", "menu: Our own menu.\n");
  await folder.write("sounds/notes.txt", "vm-goodbye: no list\n");
  await Deno.writeFile(
    `${folder.path}/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz`,
    await gzip("vm-goodbye: Installed.\nbeep: [a tone]\n"),
  );
  await folder.write("doc/other/core-sounds-en.txt", "beep: not of Asterisk\n");
  const texts = SoundTexts.read(`${folder.path}/sounds`, `${folder.path}/doc`);
  for (
    const [name, language, text] of [
      ["vm-goodbye", "en", "Goodbye!"],
      ["vm-goodbye", "en_GB", "Goodbye!"],
      ["vm-goodbye", "fr_CA", "Au revoir."],
      ["digits/4", "fr", "four"],
      ["menu", "de", "Our own menu."],
      ["beep", "en", "[a tone]"],
      ["bank/your-balance_is", "en", "your balance is"],
      ["digits/5", "en", "5"],
      ["--", "en", "sound"],
    ] as const
  ) assertEquals(texts.textOf(name, language), text, `${name} in ${language}`);
});

Deno.test("SoundTexts survives lists that are too long or broken, and no folder", async () => {
  await using folder = await Folder.make();
  await folder.write("core-sounds-en.txt.gz", "not gzip");
  await Deno.writeFile(
    `${folder.path}/big-sounds-en.txt.gz`,
    await gzip(`menu: Menu.\n${" ".repeat(5_000_000)}`),
  );
  await folder.write("huge-sounds-en.txt", `menu: Menu.\n${" ".repeat(5_000_000)}`);
  await folder.write("__proto__-sounds-en.txt", "__proto__: own\nconstructor: maker\n");
  const texts = SoundTexts.read(folder.path, `${folder.path}/none`);
  assertEquals(texts.textOf("menu", "en"), "menu");
  assertEquals(texts.textOf("constructor", "__proto__"), "maker");
  assertEquals(SoundTexts.read(undefined, `${folder.path}/none`).textOf("vm-menu", ""), "vm menu");
});
