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

/** Loads all entry points, by name. */
export async function loadLibrary(): Promise<ReadonlyMap<string, LibraryModule>> {
  const entries = Object.entries(ENTRIES).map(async ([name, load]) =>
    [name, await load()] as const
  );
  return new Map(await Promise.all(entries));
}
