/** What handlers know this library as. */
const NAME = /^(?:jsr:\/?)?@tipring\/agi(?:@[^/]*)?(\/[^?#]*)?$/;

/** A module of this library, as `import()` gives it. */
export type LibraryModule = Readonly<Record<string, unknown>>;

/**
 * The public entry points of this library, by their names in `deno.json`. A handler that imports one
 * gets the module of the program itself, so `instanceof` holds between the two.
 */
const ENTRIES: Readonly<Record<string, () => Promise<LibraryModule>>> = {
  ".": () => import("../../../mod.ts"),
  "./commands": () => import("../../commands/mod.ts"),
  "./applications": () => import("../../applications/mod.ts"),
  "./audio": () => import("../../audio/mod.ts"),
  "./ivr": () => import("../../ivr/mod.ts"),
  "./testing": () => import("../../testing/mod.ts"),
  "./tracing": () => import("../../tracing/mod.ts"),
};

/** The entry points that a handler can import. */
export const LIBRARY_ENTRIES: readonly string[] = Object.keys(ENTRIES);

/**
 * The entry point that a specifier names, e.g. `./testing` for `@tipring/agi/testing` and for
 * `jsr:@tipring/agi@^0.1.0/testing`; `undefined` where it names another package.
 */
export function libraryEntry(specifier: string): string | undefined {
  const [matched, path = ""] = NAME.exec(specifier) ?? [];
  return matched === undefined ? undefined : `.${path}`;
}

/** The entry points that are loaded. */
export class Library {
  #loaded = new Map<string, LibraryModule>();
  #wanted = new Set<string>();

  /** An entry point; `undefined` if it is not loaded, and {@linkcode loadWanted} then loads it. */
  module(entry: string): LibraryModule | undefined {
    const module = this.#loaded.get(entry);
    if (module === undefined) this.#wanted.add(entry);
    return module;
  }

  /** Loads entry points that were looked for. Returns whether there are any. */
  async loadWanted(): Promise<boolean> {
    const wanted = [...this.#wanted];
    await this.load(wanted);
    return wanted.length > 0;
  }

  /** Loads entry points, by default all. */
  async load(names: readonly string[] = LIBRARY_ENTRIES): Promise<void> {
    await Promise.all(names.map(async (name) => {
      this.#loaded.set(name, await ENTRIES[name]?.() ?? {});
      this.#wanted.delete(name);
    }));
  }
}
