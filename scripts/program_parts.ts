import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleProgram, filesOf, finishBundle, root } from "./program_bundle.ts";
import { ProjectCopy } from "./project_copy.ts";
import {
  everLoadedBy,
  type LateImport,
  loadedWith,
  type ProgramModule,
  programModules,
} from "./program_modules.ts";

/** A file of the bundled program: what its entries load, without what the files before it have. */
interface Part {
  /** The name of the file, without its extension. */
  readonly name: string;
  /** Modules, by their paths from the root of the project. */
  readonly entries: readonly string[];
  /** Whether it also has what they load later. */
  readonly late?: boolean;
}

/** What handlers import of the library while they take calls, and the modules that have it. */
const LIBRARY = {
  "@tipring/agi": "mod.ts",
  "@tipring/agi/commands": "src/commands/mod.ts",
  "@tipring/agi/applications": "src/applications/mod.ts",
  "@tipring/agi/audio": "src/audio/mod.ts",
  "@tipring/agi/ivr": "src/ivr/mod.ts",
} as const;

/**
 * The files of the program. A script loads the first, the second if it uses the library, and the
 * third if it imports what only its project names.
 */
function programParts({ entry, handlers }: ProgramSources): readonly Part[] {
  return [
    { name: "tipring", entries: [entry] },
    {
      name: "library",
      entries: [...Object.values(LIBRARY), "src/cli/modules/library_version.ts"],
    },
    { name: "hooks", entries: ["src/cli/modules/handler_hooks.ts"] },
    { name: "rest", entries: ["src/cli/main.ts"], late: true },
    ...handlers.map((handler, index) => ({ name: `handler-${index}`, entries: [handler] })),
  ];
}

/** What a program is bundled from, by paths from the root of the project. */
export interface ProgramSources {
  /** The main module. */
  readonly entry: string;
  /** The modules of handlers that are inside. */
  readonly handlers: readonly string[];
}

/** What a part is called while it is bundled: the bundler leaves imports of it as they are. */
const PLACEHOLDER = "tipring-part-";

/**
 * Bundles a program into a folder. Deno reads and compiles only the files that are used, and no module
 * is in two of them, so that classes are the same everywhere. A configuration beside them gives
 * handlers the library, for which hooks would take several times as long as a script.
 *
 * Source maps are beside the files: an error names the files and lines of the sources. Inside the
 * files they would make the start of a script a third longer.
 *
 * @throws {Error} If the bundler fails.
 */
export async function bundleParts(sources: ProgramSources, folder: string): Promise<void> {
  const parts = programParts(sources);
  const modules = await programModules(join(root, sources.entry), root);
  const program = new Program(parts, modules);
  const data = await filesOf(join(root, "src"), ".json");
  await using copy = await ProjectCopy.of(root, [...modules.keys(), ...data]);
  await Deno.mkdir(folder, { recursive: true });
  const outputs: string[] = [];
  for (const [index, { name }] of parts.entries()) {
    for (const path of program.modulesOf(index)) await copy.write(path, program.sourceOf(path));
    const start = program.startOf(index);
    const output = join(folder, `${name}.js`);
    await bundleProgram({
      entries: [await copy.write(start, await program.startingCode(index, start))],
      cwd: copy.path,
      flags: [`--external=${PLACEHOLDER}*`, "--sourcemap=linked", "--output", output],
    });
    await Deno.writeTextFile(output, program.named(await Deno.readTextFile(output)));
    for (const [path, stub] of await program.stubsOf(index)) await copy.write(path, stub);
    outputs.push(output);
  }
  await finishBundle(outputs, copy.path);
  const imports: Record<string, string> = {};
  for (const [name, path] of Object.entries(LIBRARY)) {
    const file = `${name.slice(1).replaceAll("/", "-")}.js`;
    await Deno.writeTextFile(
      join(folder, file),
      program.named(await program.stubOf(join(root, path))),
    );
    imports[name] = `./${file}`;
  }
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({ lock: false, workspace: [], imports }),
  );
}

/** Which module is in which part, and how parts give their modules to each other. */
class Program {
  #parts: readonly Part[];
  #modules: ReadonlyMap<string, ProgramModule>;
  #partOf = new Map<string, number>();
  #paths: readonly string[];

  constructor(parts: readonly Part[], modules: ReadonlyMap<string, ProgramModule>) {
    this.#parts = parts;
    this.#modules = modules;
    this.#paths = [...modules.keys()];
    for (const [index, { entries, late = false }] of parts.entries()) {
      const paths = entries.map((entry) => join(root, entry));
      for (const path of late ? everLoadedBy(paths, modules) : loadedWith(paths, modules)) {
        if (!this.#partOf.has(path)) this.#partOf.set(path, index);
      }
    }
  }

  /** The paths of the modules in a part. */
  modulesOf(part: number): string[] {
    return this.#paths.filter((path) => this.#partOf.get(path) === part);
  }

  /** A module as it is bundled: it loads later parts, rather than what is in them. */
  sourceOf(path: string): string {
    const lines = Deno.readTextFileSync(path).split("\n");
    for (const late of this.#lateImports(path).reverse()) {
      const { line, start, end } = late;
      const text = lines[line] ?? "";
      const close = text.indexOf(")", end) + 1;
      lines[line] = `${text.slice(0, start)}"${PLACEHOLDER}${this.#partOf.get(late.path)}").then(` +
        `(part) => part.${this.#nameOf(late.path)}())${text.slice(close)}`;
    }
    return lines.join("\n");
  }

  /** The path of the module that a part is bundled from; the main module is the first one. */
  startOf(part: number): string {
    return join(root, part === 0 ? this.#parts[0]?.entries[0] ?? "" : `${PLACEHOLDER}start.ts`);
  }

  /** That module: it exports the modules of the part to other parts. */
  async startingCode(part: number, start: string): Promise<string> {
    const late = new Set(
      this.#paths.flatMap((path) => this.#lateImports(path).map(({ path }) => path)),
    );
    const needed = this.#neededAfter(part);
    const statements = part === 0 ? [this.sourceOf(start)] : [];
    for (const path of this.modulesOf(part)) {
      const from = JSON.stringify(`./${relative(dirname(start), path)}`);
      const name = this.#nameOf(path);
      if (late.has(path)) statements.push(`export const ${name} = () => import(${from});`);
      if (!needed.has(path)) continue;
      const names = (await exportsOf(path)).map((key) => `${key} as ${name}_${key}`);
      statements.push(`export { ${names.join(", ")} } from ${from};`);
    }
    return statements.join("\n");
  }

  /** What stands for the modules of a part in later ones. */
  async stubsOf(part: number): Promise<Map<string, string>> {
    const needed = this.#neededAfter(part);
    const stubs = new Map<string, string>();
    for (const path of this.modulesOf(part)) {
      if (needed.has(path)) stubs.set(path, await this.stubOf(path));
    }
    return stubs;
  }

  /** What stands for a module in later parts: it has the exports of the original. */
  async stubOf(path: string): Promise<string> {
    const name = this.#nameOf(path);
    const names = (await exportsOf(path)).map((key) => `${name}_${key} as ${key}`);
    return `export { ${names.join(", ")} } from "${PLACEHOLDER}${this.#partOf.get(path)}";\n`;
  }

  /**
   * Puts the names of the files into a bundled part. Deno would read what an `import()` of a constant
   * names before it runs anything.
   */
  named(code: string): string {
    const file = (part: string) => JSON.stringify(`./${this.#parts[Number(part)]?.name}.js`);
    return code
      .replaceAll(
        RegExp(`import\\("${PLACEHOLDER}(\\d+)"\\)`, "g"),
        (_, part) => `import((0, ${file(part)}))`,
      )
      .replaceAll(RegExp(`"${PLACEHOLDER}(\\d+)"`, "g"), (_, part) => file(part));
  }

  /** The modules that later parts import. */
  #neededAfter(part: number): ReadonlySet<string> {
    const later = this.#paths.filter((path) => (this.#partOf.get(path) ?? 0) > part);
    const imported = later.flatMap((path) => {
      const { imports = [], lateImports = [] } = this.#modules.get(path) ?? {};
      return [...imports, ...lateImports.map(({ path }) => path)];
    });
    return new Set([...imported, ...Object.values(LIBRARY).map((path) => join(root, path))]);
  }

  /** Where a module loads one of a later part. */
  #lateImports(path: string): LateImport[] {
    const own = this.#partOf.get(path) ?? 0;
    return this.#modules.get(path)?.lateImports.filter((late) =>
      (this.#partOf.get(late.path) ?? 0) > own
    ) ?? [];
  }

  #nameOf(path: string): string {
    return `m${this.#paths.indexOf(path)}`;
  }
}

/** The names of what a module exports, apart from types. */
async function exportsOf(path: string): Promise<string[]> {
  return Object.keys(await import(pathToFileURL(path).href));
}
