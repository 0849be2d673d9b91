import { audioPicture } from "./audio_picture.ts";
import { callPicture } from "./call_picture.ts";
import { dialPicture } from "./dial_picture.ts";
import { layersPicture } from "./layers_picture.ts";
import { svgOf } from "./svg.ts";
import { workersPicture } from "./workers_picture.ts";

/** Draws all pictures of the documentation; returns the text of each by its file name. */
export async function drawPictures(): Promise<Readonly<Record<string, string>>> {
  return {
    "audio.svg": svgOf(audioPicture()),
    "call.svg": svgOf(await callPicture()),
    "dial.svg": svgOf(await dialPicture()),
    "layers.svg": svgOf(layersPicture()),
    "workers.svg": svgOf(workersPicture()),
  };
}
