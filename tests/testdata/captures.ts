/**
 * Reads the captures in `wire/`: conversations with a real Asterisk, see the README there.
 *
 * @module
 */
import { type Capture, parseCapture } from "../../src/recording/capture.ts";

export * from "../../src/recording/capture.ts";

const FOLDER = new URL("./wire/", import.meta.url);

/** All captures, by name. It needs the permission to read this folder. */
export function readCaptures(): Capture[] {
  return [...Deno.readDirSync(FOLDER)]
    .filter(({ name }) => name.endsWith(".txt"))
    .map(({ name }) => readCapture(name.slice(0, -".txt".length)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The capture of this name. */
export function readCapture(name: string): Capture {
  return parseCapture(name, Deno.readTextFileSync(new URL(`${name}.txt`, FOLDER)));
}
