/**
 * Makes `dist/tipring.js`, one file for Deno to run, which starts faster than many. Errors show the
 * lines of the sources if `dist/tipring.js.map` is beside it.
 *
 * @module
 */
import { join } from "node:path";
import { bundleToFile } from "./program_bundle.ts";

await bundleToFile(join(import.meta.dirname ?? ".", "../dist/tipring.js"));
