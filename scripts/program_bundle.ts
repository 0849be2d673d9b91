import { join } from "node:path";

/** The statement by which the bundler loads Node's modules at each start. */
const EAGER_IMPORT = /import ?\{ ?createRequire as ([\w$]+) ?\} ?from ?"node:module";\s*/g;

/** Output of the bundler on every run, and warnings about packages that cannot be fixed here. */
const NOISE =
  /^.*(bundler warning|is experimental and subject to changes|^\s+at ).*\n(\s+at .*\n)?/gm;

/** Options of {@linkcode bundleProgram}. */
export interface BundleOptions {
  /** The entry points. */
  entries: readonly string[];
  /** Where the bundle runs; Deno by default. */
  platform?: "deno" | "browser";
  /** Additional flags for `deno bundle`. */
  flags: readonly string[];
}

/**
 * Bundles the program.
 *
 * @throws {Error} If the bundler fails.
 */
export async function bundleProgram(
  { entries, flags, platform = "deno" }: BundleOptions,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", platform, ...flags, ...entries],
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stderr).replaceAll(NOISE, "").trim();
  if (said !== "") console.error(said);
  if (!success) throw new Error("deno bundle failed");
}

/**
 * Makes bundled files load Node's modules on first use. A script starts for each call, needs none
 * of them, and would take three times as long.
 *
 * @throws {Error} If the output of the bundler does not have the expected form.
 */
export async function loadNodeLazily(files: readonly string[]): Promise<void> {
  let count = 0;
  for (const file of files) {
    let text = await Deno.readTextFile(file);
    for (const [statement, name = ""] of text.matchAll(EAGER_IMPORT)) {
      const call = new RegExp(
        `var ([\\w$]+) ?= ?${name.replaceAll("$", "\\$")}\\(import\\.meta\\.url\\);`,
      );
      if (!call.test(text)) continue;
      count++;
      text = text.replace(statement, "")
        .replace(call, "var $1 = (id) => process.getBuiltinModule(id);");
    }
    await Deno.writeTextFile(file, text);
  }
  if (count === 0) {
    throw new Error("deno bundle loads Node's modules in a way that is not known here");
  }
}

/** Returns the files below a folder whose names end in `extension`, sorted. */
export async function filesOf(folder: string, extension: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await filesOf(path, extension));
    else if (name.endsWith(extension)) files.push(path);
  }
  return files.sort();
}
