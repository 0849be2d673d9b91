/**
 * Makes `dist/bundle`, the program for Deno to run: it starts faster than the sources. Its main module
 * is `tipring.js`.
 *
 * @module
 */
import { join } from "node:path";
import { root } from "./program_bundle.ts";
import { bundleParts } from "./program_parts.ts";

await bundleParts({ entry: "cli.ts", handlers: [] }, join(root, "dist/bundle"));
