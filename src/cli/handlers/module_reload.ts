import { within } from "../../transport/within.ts";
import { prepareImports } from "../modules/import_handler.ts";
import { type HandlerFiles, loadHandlers } from "./handlers.ts";
import type { HandlerTable } from "./route_table.ts";

/** Marks the URL of a reloaded module, see `loadHandler`. */
const MARK = /\?reload=\d+$/;

/** Folders of packages, which are loaded once: `node_modules` and Deno's cache. */
const PACKAGES = /\/(node_modules|npm\/[^/]+)\//;

/** How long a reload may take, in milliseconds. */
const TIMEOUT = 30_000;

/** Learns which files and folders the handlers are from. */
export interface LoaderWatch {
  /** Called with the path of each file before it is loaded. */
  add(path: string): void;
  /** Called with the path of each folder of handlers before it is read. */
  addFolder(path: string): void;
}

/**
 * Reloads handler files and the local files that they import. V8 never unloads a module, so each
 * reload costs some memory.
 */
export class HandlerLoader {
  #files: HandlerFiles;
  #watch: LoaderWatch | undefined;
  #generation = 0;

  /** `watch` learns what {@linkcode reload} reads. */
  constructor(files: HandlerFiles, watch?: LoaderWatch) {
    this.#files = files;
    this.#watch = watch;
  }

  /**
   * Loads all files as they are now.
   *
   * @throws {Error} If one fails to load, or loading takes more than 30 seconds.
   */
  async reload(): Promise<HandlerTable> {
    const watch = this.#watch;
    if (this.#generation === 0) {
      await prepareImports(this.#files.configFile);
      await reloadImports((path) => watch?.add(path));
    }
    const loading = loadHandlers(this.#files, {
      generation: ++this.#generation,
      onFolder: (path) => watch?.addFolder(path),
    });
    const table = await within(loading, TIMEOUT);
    if (table !== undefined) return table;
    throw new Error(`Handlers did not load within ${TIMEOUT / 1000} s`);
  }
}

/**
 * Makes imports follow their importer: a module that one with `?reload=N` imports gets the same
 * mark, and so is reloaded with it. Only local files are, not packages, and nothing that
 * `require()` loads.
 *
 * @param onFile Called with the path of each such file before it is loaded.
 */
async function reloadImports(onFile: (path: string) => void): Promise<void> {
  // Imported here, because a bundle would load a static import for each script.
  const { registerHooks } = await import("node:module");
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const { url } = resolved;
      if (MARK.test(url)) onFile(pathOf(url));
      const [mark] = MARK.exec(context.parentURL ?? "") ?? [];
      if (mark === undefined || !isOwnFile(specifier, url)) return resolved;
      onFile(pathOf(url));
      return { ...resolved, url: url + mark };
    },
  });
}

function isOwnFile(specifier: string, url: string): boolean {
  if (!url.startsWith("file:") || url.includes("?")) return false;
  return /^(\.{0,2}\/|file:)/.test(specifier) || !PACKAGES.test(url);
}

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
