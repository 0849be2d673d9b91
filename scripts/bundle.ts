/**
 * Makes `dist/tipring.js`, one file for Deno to run, which starts faster than many.
 *
 * @module
 */
const OUTPUT = "dist/tipring.js";

/** How the bundler gets the modules of Node that packages ask for: loaded at each start. */
const EAGER =
  /import\{createRequire as (\w+)\} ?from "node:module";var (\w+)=\1\(import\.meta\.url\);/g;

const root = new URL("..", import.meta.url);
const { success, stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["bundle", "--platform", "deno", "--minify", "--output", OUTPUT, "cli.ts"],
  cwd: root,
}).output();
await Deno.stderr.write(stderr);
if (!success) Deno.exit(1);

const file = new URL(OUTPUT, root);
const text = await Deno.readTextFile(file);
if (text.match(EAGER)?.length !== 1) {
  console.error(`Cannot finish ${OUTPUT}: the bundler of this Deno gets Node's modules otherwise`);
  Deno.exit(1);
}
// A script, started anew for each call, needs none of them.
await Deno.writeTextFile(file, text.replace(EAGER, "var $2=id=>process.getBuiltinModule(id);"));
