/**
 * The program `tipring`: runs a handler file as an AGI script, or serves handler files by FastAGI.
 * `deno run -A jsr:@tipring/agi/cli --help` tells more.
 *
 * @module
 */
import { main } from "./src/cli/main.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
