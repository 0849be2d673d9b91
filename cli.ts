/**
 * The program `tipring`: runs a handler file as an AGI script, or serves handler files by FastAGI.
 * `deno run -A jsr:@tipring/agi/cli --help` tells more.
 *
 * @module
 */
import { main } from "./src/cli/main.ts";

// Without a top-level await: files of the bundled program import this one, and would wait for it.
if (import.meta.main) void main(Deno.args).then(Deno.exit);
