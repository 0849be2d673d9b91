/**
 * The pictures of the documentation.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { drawPictures } from "../../scripts/pictures/draw_pictures.ts";
import { readPages, ROOT } from "./pages.ts";

const FOLDER = `${ROOT}docs/pictures/`;

/** All files of the folder; others than SVG files are screenshots. */
const FILES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();

Deno.test("docs/pictures/ has what deno task pictures:draw draws", async () => {
  const pictures = await drawPictures();
  assertEquals(FILES.filter((name) => name.endsWith(".svg")), Object.keys(pictures).sort());
  for (const [name, svg] of Object.entries(pictures)) {
    assertEquals(
      await Deno.readTextFile(FOLDER + name),
      svg,
      `${name}: run deno task pictures:draw`,
    );
  }
});

Deno.test("each picture is on a page, and says what it shows to those who cannot see it", async () => {
  const text = readPages().map((page) => page.text).join("\n");
  for (const name of FILES) {
    assert(text.includes(`pictures/${name})`), name);
    if (!name.endsWith(".svg")) continue;
    const svg = await Deno.readTextFile(FOLDER + name);
    assert(/<title [^>]*>[^<]{10,}</.test(svg) && /<desc [^>]*>[^<]{40,}</.test(svg), name);
  }
});
