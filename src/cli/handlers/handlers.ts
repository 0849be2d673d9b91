import type { Handler, Pattern } from "../../handler/router.ts";
import { PathPattern } from "../../routing/path_pattern.ts";
import type { FastAgiServer } from "../../server/server.ts";
import type { ServeInvocation } from "../serve/options.ts";
import type { HandlerWord } from "./handler_words.ts";
import { loadHandler, type LoadHandlerOptions } from "./load_handler.ts";
import { type HandlerTable, type Route, RouteTable } from "./route_table.ts";

/** Which files are served, and for which paths. */
export type HandlerFiles = Pick<ServeInvocation, "handlers" | "defaultFile" | "configFile">;

/** Wraps the handlers of a server, e.g. to trace their calls. */
export interface HandlerWrapper {
  /** Returns the handler that the server gets. */
  wrap(handler: Handler, route?: Pattern): Handler;
}

/**
 * Loads all handler files.
 *
 * @param generation How often they were loaded before, see {@linkcode loadHandler}.
 * @throws {Error} If one fails to load, or two have the same pattern.
 */
export async function loadHandlers(files: HandlerFiles, generation = 0): Promise<HandlerTable> {
  const table = new RouteTable();
  for await (const loaded of eachRoute(files, generation)) {
    if (loaded instanceof Error) throw loaded;
    const problem = table.add(loaded);
    if (problem !== undefined) throw new Error(problem);
  }
  return { routes: table.routes, fallback: await loadDefault(files, generation) };
}

/** Loads the handler files in their order; one that cannot be loaded is an error instead. */
export async function* eachRoute(
  { handlers, configFile }: HandlerFiles,
  generation = 0,
): AsyncGenerator<Route | Error> {
  const options = { generation, serving: true, configFile };
  for (const word of handlers) yield await loadRoute(word, options).catch(asError);
}

/**
 * Loads the handler for all other paths, where there is one.
 *
 * @throws {Error} If it fails to load.
 */
export async function loadDefault(
  { defaultFile: file, configFile }: HandlerFiles,
  generation = 0,
): Promise<Route | undefined> {
  if (file === undefined) return undefined;
  return { file, ...await loadHandler(file, { generation, serving: true, configFile }) };
}

/**
 * Replaces the handlers of a server, all at once: no call sees a mix of old and new.
 *
 * @param wrapper Wraps each of them.
 */
export function setHandlers(
  server: FastAgiServer,
  { routes, fallback }: HandlerTable,
  wrapper?: HandlerWrapper,
): void {
  server.clearScriptHandlers();
  for (const { route, handler } of routes) {
    server.registerScriptHandler(route, wrapper?.wrap(handler, route) ?? handler);
  }
  const { handler = null } = fallback ?? {};
  server.registerScriptHandler(null, handler && (wrapper?.wrap(handler) ?? handler));
}

async function loadRoute(
  { pattern, file }: HandlerWord,
  options: LoadHandlerOptions,
): Promise<Route> {
  const loaded = await loadHandler(file, options);
  const route = pattern ?? loaded.route;
  checkPattern(route, file);
  return { ...loaded, file, route };
}

function checkPattern(route: Pattern, file: string): void {
  if (route instanceof RegExp) return;
  try {
    new PathPattern(route);
  } catch (cause) {
    throw new Error(`Cannot serve ${file}: ${(cause as Error).message}`, { cause });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`${error}`);
}
