import { fileURLToPath, pathToFileURL } from "node:url";

/** An `import()` of a module of the project. */
export interface LateImport {
  /** The module, by its path. */
  readonly path: string;
  /** Where the name of the module stands in the file, with its quotes. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A TypeScript or JavaScript file that the program consists of. */
export interface ProgramModule {
  /** The paths of the modules that it imports. */
  readonly imports: readonly string[];
  readonly lateImports: readonly LateImport[];
}

/** What is used of the output of `deno info --json`. */
interface Information {
  readonly modules: readonly {
    readonly specifier: string;
    readonly mediaType?: string;
    readonly dependencies?: readonly {
      readonly isDynamic?: boolean;
      readonly code?: {
        readonly specifier?: string;
        readonly span: Record<"start" | "end", { line: number; character: number }>;
      };
    }[];
  }[];
}

/**
 * Reads which files of a project a program consists of, by their paths, without packages and JSON.
 *
 * @param entry The path of its main module.
 * @param root The folder of the project.
 * @throws {Error} If one cannot be found.
 */
export async function programModules(
  entry: string,
  root: string,
): Promise<ReadonlyMap<string, ProgramModule>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`deno info failed: ${decoder.decode(stderr).trim()}`);
  const { modules }: Information = JSON.parse(decoder.decode(stdout));
  const { href } = pathToFileURL(`${root}/`);
  // Copies of packages that stand in for JSR count as packages.
  const own = modules.filter(({ specifier, mediaType }) =>
    specifier.startsWith(href) && !specifier.startsWith(`${href}offline/`) && mediaType !== "Json"
  );
  const names = new Set(own.map(({ specifier }) => specifier));
  return new Map(own.map(({ specifier, dependencies = [] }) => {
    const imports: string[] = [];
    const lateImports: LateImport[] = [];
    for (const { code, isDynamic } of dependencies) {
      if (code?.specifier === undefined || !names.has(code.specifier)) continue;
      const path = fileURLToPath(code.specifier);
      const { start: { line, character: start }, end: { character: end } } = code.span;
      if (isDynamic) lateImports.push({ path, line, start, end });
      else imports.push(path);
    }
    return [fileURLToPath(specifier), { imports, lateImports }];
  }));
}

/** The modules that are loaded with some, these included. */
export function loadedWith(
  entries: readonly string[],
  modules: ReadonlyMap<string, ProgramModule>,
): Set<string> {
  const loaded = new Set(entries);
  for (const path of loaded) {
    for (const imported of modules.get(path)?.imports ?? []) loaded.add(imported);
  }
  return loaded;
}

/** The modules that are ever loaded by some, these included. */
export function everLoadedBy(
  entries: readonly string[],
  modules: ReadonlyMap<string, ProgramModule>,
): Set<string> {
  const loaded = new Set(entries);
  for (const path of loaded) {
    const { imports = [], lateImports = [] } = modules.get(path) ?? {};
    for (const imported of imports) loaded.add(imported);
    for (const { path } of lateImports) loaded.add(path);
  }
  return loaded;
}
