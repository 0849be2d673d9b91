import type { HandlerHooks } from "./handler_hooks.ts";
import { readableFailure } from "./import_failure.ts";

/** An `import()` somewhere in a handler file, whose meaning is asked for only during a call. */
const LATE_IMPORT = /\bimport\s*\(/;

/** A mention of the library, whose version the project may say. */
const LIBRARY = /["']@tipring\/agi/;

/** A name that Deno does not know by itself. The project's configuration may. */
const UNKNOWN = /not a dependency|not prefixed with|constraint|npm:|jsr:/;

/** A handler file. */
export interface HandlerSource {
  /** Its address, with the mark of a reload. */
  readonly url: string;
  /** Its text. */
  readonly source: string;
}

/** Options of {@linkcode importHandler}. */
export interface ImportHandlerOptions {
  /** The configuration that says what bare names mean; by default the nearest above each file. */
  configFile?: string | undefined;
  /** Whether the process goes on to run many calls: then what comes later is prepared as well. */
  serving?: boolean | undefined;
}

let registered: Promise<HandlerHooks> | undefined;

/**
 * Loads a handler file, which may import this library and what its project names.
 *
 * Hooks decide what its imports mean; they take longer to load than all else that a script needs, so
 * they are only there once a plain import has failed, or may fail later.
 *
 * @throws {Error} If it cannot be loaded; the message says why.
 */
export async function importHandler(
  { url, source }: HandlerSource,
  { configFile, serving = false }: ImportHandlerOptions = {},
): Promise<Record<string, unknown>> {
  const register = () => prepareImports(configFile);
  if (configFile !== undefined) await register();
  const module = registered === undefined
    ? await importPlainly(url) ?? await importWithHooks(url, await register())
    : await importWithHooks(url, await registered);
  if (serving || LATE_IMPORT.test(source)) {
    const { library } = await register();
    await library.load();
  }
  const problem = registered !== undefined
    ? (await registered).versionProblem(url)
    : LIBRARY.test(source)
    ? await versionProblemAbove(url)
    : undefined;
  if (problem !== undefined) console.warn(`tipring: ${decodeURIComponent(url)}: ${problem}`);
  return module;
}

/**
 * Sets what imports mean in handler files from now on. {@linkcode importHandler} does so where it
 * must; other hooks of modules have to come later.
 */
export function prepareImports(configFile?: string): Promise<HandlerHooks> {
  return registered ??= registerHooks(configFile);
}

async function registerHooks(configFile: string | undefined): Promise<HandlerHooks> {
  const { HandlerHooks } = await import("./handler_hooks.ts");
  return await HandlerHooks.register(configFile);
}

async function versionProblemAbove(url: string): Promise<string | undefined> {
  // Not imported above: only a script that imports the library need load it.
  const { versionProblemAbove } = await import("./library_version.ts");
  return versionProblemAbove(decodeURIComponent(url.slice("file://".length, url.lastIndexOf("/"))));
}

/** Loads a file without hooks. Returns `undefined` if it, or a file that it imports, needs them. */
async function importPlainly(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    return await import(url);
  } catch (error) {
    if (error instanceof TypeError && UNKNOWN.test(error.message)) return undefined;
    throw readableFailure(error);
  }
}

/** Each try may find packages that Deno has to fetch first: it does so only for an import of its own. */
async function importWithHooks(
  url: string,
  hooks: HandlerHooks,
): Promise<Record<string, unknown>> {
  const fetched = new Set<string>();
  while (true) {
    try {
      return await import(url);
    } catch (error) {
      if (await hooks.library.loadWanted()) continue;
      const wanted = hooks.takeWanted().filter((name) => !fetched.has(name));
      if (wanted.length === 0 || Deno.build.standalone) throw readableFailure(error, wanted);
      for (const name of wanted) {
        fetched.add(name);
        await import(name);
      }
    }
  }
}
