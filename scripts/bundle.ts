/**
 * Makes `dist/tipring.js`, one file for Deno to run, which starts faster than many.
 *
 * @module
 */
import { join } from "node:path";
import { bundleProgram, loadNodeLazily } from "./program_bundle.ts";

const OUTPUT = "dist/tipring.js";

await bundleProgram({
  entries: ["cli.ts"],
  // Not minified: an error names classes and functions as they are in the sources.
  flags: ["--output", OUTPUT],
});
await loadNodeLazily([join(import.meta.dirname ?? ".", "..", OUTPUT)]);
