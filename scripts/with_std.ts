/**
 * Runs the project with the real `@std` packages in place of the stand-ins in `offline/`.
 *
 *     deno run -A scripts/with_std.ts <checkout of denoland/std> [arguments for deno]
 *
 * Without further arguments it runs `deno check` and then `deno test -A`. All happens in a temporary
 * copy of the project, whose deno.json links to the checkout: so the programs that tests start get
 * the same packages, and the project itself is not touched.
 *
 * @module
 */

import { join } from "node:path";

interface Config {
  links?: string[];
  compilerOptions?: Record<string, unknown>;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main([checkout, ...args]: string[]): Promise<number> {
  if (!checkout) throw new TypeError("Cannot run: name the folder of a checkout of denoland/std");
  const std = await Deno.realPath(checkout);
  const project = await Deno.makeTempDir({ prefix: "tipring-with-std-" });
  try {
    copyFolder(join(import.meta.dirname ?? ".", ".."), project);
    await linkTo(std, join(project, "deno.json"));
    if (args.length > 0) return await deno(project, args);
    return await deno(project, ["check"]) || await deno(project, ["test", "-A"]);
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

/** Copies all but what is made by tools: hidden folders and `dist`. */
function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (!isDirectory) Deno.copyFileSync(join(from, name), join(to, name));
    else if (!name.startsWith(".") && name !== "dist") copyFolder(join(from, name), join(to, name));
  }
}

/** Deno checks linked code with the options of the project, so take those that the checkout passes. */
async function linkTo(std: string, configFile: string): Promise<void> {
  const config: Config = JSON.parse(await Deno.readTextFile(configFile));
  const theirs: Config = JSON.parse(await Deno.readTextFile(join(std, "deno.json")));
  const compilerOptions = theirs.compilerOptions ?? {};
  await Deno.writeTextFile(
    configFile,
    JSON.stringify({ ...config, links: [std], compilerOptions }),
  );
}

async function deno(cwd: string, args: string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), { cwd, args }).spawn().status;
  return code;
}
