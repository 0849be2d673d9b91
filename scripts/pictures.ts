/**
 * Draws the pictures of the documentation into `docs/pictures/`.
 *
 * @module
 */
import { drawPictures } from "./pictures/draw_pictures.ts";

const folder = new URL("../docs/pictures/", import.meta.url);
await Deno.mkdir(folder, { recursive: true });
for (const [name, svg] of Object.entries(await drawPictures())) {
  await Deno.writeTextFile(new URL(name, folder), svg);
  console.log(`docs/pictures/${name}`);
}
