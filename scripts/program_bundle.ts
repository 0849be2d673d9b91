import { dirname, join, relative, resolve } from "node:path";

/** The statement by which the bundler loads Node's modules at each start. */
const EAGER_IMPORT = /import ?\{ ?createRequire as ([\w$]+) ?\} ?from ?"node:module";\s*/g;

/**
 * Deno's bundler puts that statement in place of a longer one after it has made the source map, whose
 * lines are then those of a file that is this much longer.
 */
const LOST_LINES = "\n\n\n";

/** The beginning of a class that mentions itself, which the bundler renames. */
const RENAMED_CLASS = /\bclass _(\w+)(?: extends [^{]+)? \{/g;

/** Output of the bundler on every run, and warnings about packages that cannot be fixed here. */
const NOISE =
  /^.*(bundler warning|is experimental and subject to changes|^\s+at ).*\n(\s+at .*\n)?/gm;

/** The folder of the project. */
export const root: string = join(import.meta.dirname ?? ".", "..");

/** Options of {@linkcode bundleProgram}. */
export interface BundleOptions {
  /** The entry points. */
  entries: readonly string[];
  /** Where the bundle runs; Deno by default. */
  platform?: "deno" | "browser";
  /** Additional flags for `deno bundle`. */
  flags: readonly string[];
  /** The folder of the project; by default this one. */
  cwd?: string;
}

/**
 * Bundles the program.
 *
 * @throws {Error} If the bundler fails.
 */
export async function bundleProgram(
  { entries, flags, platform = "deno", cwd = root }: BundleOptions,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", platform, ...flags, ...entries],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stderr).replaceAll(NOISE, "").trim();
  if (said !== "") console.error(said);
  if (!success) throw new Error("deno bundle failed");
}

/**
 * Makes bundled files load Node's modules on first use, their classes keep their names, and their
 * source maps fit. A script starts for each call, needs none of these modules, and would take three
 * times as long.
 *
 * @param project The folder of the sources.
 * @throws {Error} If the output of the bundler does not have the expected form.
 */
export async function finishBundle(files: readonly string[], project: string): Promise<void> {
  let count = 0;
  for (const file of files) {
    let text = await Deno.readTextFile(file);
    const map: SourceMap = JSON.parse(await Deno.readTextFile(`${file}.map`));
    for (const [statement, name = ""] of text.matchAll(EAGER_IMPORT)) {
      const call = new RegExp(
        `var ([\\w$]+) ?= ?${name.replaceAll("$", "\\$")}\\(import\\.meta\\.url\\);`,
      );
      if (!call.test(text)) continue;
      count++;
      text = text.replace(statement, statement.replaceAll(/[^\n]+/g, ""))
        .replace(call, `var $1 = (id) => process.getBuiltinModule(id);${LOST_LINES}`);
    }
    await Deno.writeTextFile(file, text.replaceAll(RENAMED_CLASS, withName));
    await Deno.writeTextFile(
      `${file}.map`,
      JSON.stringify(withoutFolders(map, dirname(file), project)),
    );
  }
  if (count === 0) {
    throw new Error("deno bundle loads Node's modules in a way that is not known here");
  }
}

/**
 * Gives a class its own name. The bundler can do so for everything that it renames, but then all
 * functions are given theirs at each start.
 */
function withName(start: string, name: string): string {
  return `${start} static { Object.defineProperty(this, "name", { value: "${name}" }); }`;
}

/** What stands in a source map and is changed here. */
interface SourceMap {
  sources: readonly string[];
  /** Left out: two thirds of the file, and only a debugger shows them. */
  sourcesContent?: readonly string[];
  readonly mappings: string;
}

/**
 * Names the sources by their place in the project, wherever that was built and the program runs:
 * `tipring:///src/channel.ts`.
 */
function withoutFolders(
  { sourcesContent: _, ...map }: SourceMap,
  folder: string,
  project: string,
): SourceMap {
  const sources = map.sources.map((source) => {
    const [, inPackage] = /\/npm\/[^/]+\/(.+)$/.exec(source) ?? [];
    return `tipring:///${inPackage ?? relative(project, resolve(folder, source))}`;
  });
  return { ...map, sources };
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
