import { Library, LIBRARY_ENTRIES, libraryEntry, type LibraryModule } from "./library.ts";
import { versionProblem } from "./library_version.ts";
import { isOwn } from "./is_own.ts";
import { ProjectImports } from "./project_imports.ts";

type NodeModule = typeof import("node:module");

/** Where the modules that are made for handlers find what they give out. */
const REGISTRY = Symbol.for("@tipring/agi/modules");

/** Begins the address of a module of the library, for handlers. */
const LIBRARY = "tipring-library:";

/** Begins the address of a package in a folder `node_modules`. */
const PACKAGE = "tipring-package:";

/** A name that can be that of an export. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** What only Deno itself can fetch. */
const FETCHED = /^(npm|jsr|https?):/;

/** What has been marked for a reload, see `fresh_modules.ts`. */
const MARK = /\?reload=\d+$/;

/**
 * What imports mean in handler files, and in the files that they import: the library is that of the
 * program, and bare names are those of the project's own configuration.
 */
export class HandlerHooks {
  /** The library of the program. */
  readonly library: Library = new Library();
  #imports: ProjectImports;
  #wanted = new Set<string>();
  #createRequire: NodeModule["createRequire"];
  #requiring = false;

  private constructor(imports: ProjectImports, createRequire: NodeModule["createRequire"]) {
    this.#imports = imports;
    this.#createRequire = createRequire;
  }

  /**
   * From now on imports of handler files mean this.
   *
   * @param configFile The configuration that counts for all; by default the nearest of each file.
   */
  static async register(configFile?: string): Promise<HandlerHooks> {
    // Not imported above: a bundle would load it for each script.
    const { createRequire, registerHooks } = await import("node:module");
    const hooks = new HandlerHooks(new ProjectImports(configFile), createRequire);
    Object.defineProperty(globalThis, REGISTRY, { value: (url: string) => hooks.#moduleAt(url) });
    registerHooks({
      // Only with both does Deno leave it to them what a name means.
      load: (url, context, next) => {
        if (!isVirtual(url)) return next(url, context);
        return {
          format: "module",
          shortCircuit: true,
          source: sourceOf(url, hooks.#moduleAt(url)),
        };
      },
      resolve: (specifier, context, next) => {
        const target = hooks.#resolve(specifier, context.parentURL);
        if (target !== undefined && isVirtual(target)) {
          return { url: target, format: "module", shortCircuit: true };
        }
        const resolved = next(target ?? specifier, context);
        if (target === undefined) checkKnown(specifier, context.parentURL, resolved.url);
        return resolved;
      },
    });
    return hooks;
  }

  /** What is wrong with the version of the library that the project of a handler asks for. */
  versionProblem(handler: string): string | undefined {
    let target: string | undefined;
    try {
      target = this.#imports.resolve("@tipring/agi", new URL(handler.replace(MARK, "")));
    } catch (error) {
      // The handler has been loaded, so it does not need what cannot be read.
      return error instanceof Error ? error.message : `${error}`;
    }
    return target === undefined ? undefined : versionProblem(target);
  }

  /** Packages that the project's configuration names, and that Deno has not been asked for yet. */
  takeWanted(): string[] {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    return wanted;
  }

  #resolve(specifier: string, parent: string | undefined): string | undefined {
    if (this.#requiring || parent === undefined || !isHandlers(parent)) return undefined;
    const entry = libraryEntry(specifier);
    if (entry !== undefined) {
      if (LIBRARY_ENTRIES.includes(entry)) return this.#libraryModule(entry);
      throw new Error(
        `Cannot import "${specifier}": the library has no such entry point (it has ${
          LIBRARY_ENTRIES.map((name) => `"@tipring/agi${name.slice(1)}"`).join(", ")
        })`,
      );
    }
    if (/^(\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(specifier)) return undefined;
    return this.#resolveBare(specifier, parent);
  }

  #resolveBare(specifier: string, parent: string): string | undefined {
    const target = this.#imports.resolve(specifier, new URL(parent.replace(MARK, "")));
    const entry = target === undefined ? undefined : libraryEntry(target);
    if (entry !== undefined && LIBRARY_ENTRIES.includes(entry)) return this.#libraryModule(entry);
    if (target !== undefined && !FETCHED.test(target)) return target;
    const installed = this.#installed(specifier, parent);
    if (installed !== undefined) return installed;
    if (target !== undefined) this.#wanted.add(target);
    return target;
  }

  /** The address of an entry point of the library, which has to be loaded. */
  #libraryModule(entry: string): string {
    if (this.library.module(entry) === undefined) throw new Error(`${entry} is not loaded yet`);
    return LIBRARY + entry;
  }

  /** A package in a folder `node_modules` above the file that imports it. */
  #installed(specifier: string, parent: string): string | undefined {
    this.#requiring = true;
    try {
      const path = this.#createRequire(parent.replace(MARK, "")).resolve(specifier);
      return path.includes("/node_modules/") ? PACKAGE + path : undefined;
    } catch {
      return undefined;
    } finally {
      this.#requiring = false;
    }
  }

  #moduleAt(url: string): LibraryModule {
    if (url.startsWith(LIBRARY)) return this.library.module(url.slice(LIBRARY.length)) ?? {};
    const path = url.slice(PACKAGE.length);
    this.#requiring = true;
    try {
      return this.#createRequire(path)(path);
    } finally {
      this.#requiring = false;
    }
  }
}

/** Whether a module is one of a handler: neither the program's nor one of a package. */
function isHandlers(url: string): boolean {
  return url.startsWith("file:") && !isOwn(url) && !/\/(node_modules|npm\/[^/]+)\//.test(url);
}

function isVirtual(url: string): boolean {
  return url.startsWith(LIBRARY) || url.startsWith(PACKAGE);
}

/** A module that gives out what another has that is loaded already, by reference. */
function sourceOf(url: string, module: LibraryModule): string {
  const names = Object.keys(module).filter((name) => IDENTIFIER.test(name) && name !== "default");
  const exports = names.map((name, index) => `const e${index} = m[${JSON.stringify(name)}];\n`);
  const list = names.map((name, index) => `e${index} as ${name}`);
  return `const m = globalThis[Symbol.for("${REGISTRY.description}")](${JSON.stringify(url)});\n` +
    `${exports.join("")}export { ${list.join(", ")} };\n` +
    'export default m?.[Symbol.toStringTag] === "Module" ? m.default : m;\n';
}

/**
 * Refuses a bare name that stands for nothing: Deno leaves it to hooks, and would look for a file.
 *
 * @throws {TypeError} If the name was taken for a file.
 */
function checkKnown(specifier: string, parent: string | undefined, url: string): void {
  if (parent === undefined || !/^[@a-z]/i.test(specifier) || URL.canParse(specifier)) return;
  if (!URL.canParse(specifier, parent) || new URL(specifier, parent).href !== url) return;
  throw new TypeError(
    `nothing says what "${specifier}" is, which ${parent} imports (name it under "imports" in ` +
      `the deno.json of the handler, or import "npm:${specifier}")`,
  );
}
