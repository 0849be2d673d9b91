/**
 * Writes the API reference as HTML, from the comments in the sources.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { entryPoints } from "./entry_points.ts";

const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--html", `--name=${config.name}`, "--output=dist/doc", ...entryPoints()],
  cwd: new URL("..", import.meta.url),
  stdout: "inherit",
  stderr: "inherit",
}).spawn().status;
if (!success) Deno.exit(1);
