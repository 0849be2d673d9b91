import type { Handler, Pattern } from "../../handler/router.ts";
import { PathPattern } from "../../routing/path_pattern.ts";
import type { FastAgiServer } from "../../server/server.ts";
import type { ServeInvocation } from "../serve/options.ts";
import { embeddedHandler } from "../modules/embedded_handlers.ts";
import { folderRoutes } from "./folder_routes.ts";
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

/** How handler files are loaded. */
export interface LoadHandlersOptions {
  /** How often they were loaded before, see {@linkcode loadHandler}. */
  generation?: number;
  /** Called with the path of each folder of handlers before it is read. */
  onFolder?: (path: string) => void;
}

/**
 * Loads all handler files.
 *
 * @throws {Error} If one fails to load, or two have the same pattern.
 */
export async function loadHandlers(
  files: HandlerFiles,
  options: LoadHandlersOptions = {},
): Promise<HandlerTable> {
  const table = new RouteTable();
  for await (const loaded of eachRoute(files, options)) {
    if (loaded instanceof Error) throw loaded;
    const problem = table.add(loaded);
    if (problem !== undefined) throw new Error(problem);
  }
  return { routes: table.routes, fallback: await loadDefault(files, options) };
}

/** Loads the handler files in their order; one that cannot be loaded is an error instead. */
export async function* eachRoute(
  { handlers, configFile }: HandlerFiles,
  { generation = 0, onFolder }: LoadHandlersOptions = {},
): AsyncGenerator<Route | Error> {
  const options = { generation, serving: true, configFile };
  for (const { pattern, file } of handlers) {
    try {
      if (!await isFolder(file)) {
        yield await loadRoute({ pattern, file }, options);
      } else if (pattern === undefined) {
        yield* (await folderRoutes(file, { ...options, onFolder })).map(checked);
      } else {
        throw new Error(
          `Cannot serve ${file} at ${pattern}: it is a folder, whose files have paths of their own`,
        );
      }
    } catch (error) {
      yield asError(error);
    }
  }
}

/**
 * Loads the handler for all other paths, where there is one.
 *
 * @throws {Error} If it fails to load.
 */
export async function loadDefault(
  { defaultFile: file, configFile }: HandlerFiles,
  { generation = 0 }: LoadHandlersOptions = {},
): Promise<Route | undefined> {
  if (file === undefined) return undefined;
  return { file, ...await loadHandler(file, { generation, serving: true, configFile }) };
}

/** Wraps handlers, e.g. to trace their calls. */
export interface HandlerWrapper {
  wrap(handler: Handler, route?: Pattern): Handler;
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

/** Whether a name is that of a folder, and not of a handler inside the program. */
export async function isFolder(file: string): Promise<boolean> {
  if (embeddedHandler(file) !== undefined) return false;
  return await Deno.stat(file).then(({ isDirectory }) => isDirectory, () => false);
}

async function loadRoute(
  { pattern, file }: HandlerWord,
  options: LoadHandlerOptions,
): Promise<Route | Error> {
  const loaded = await loadHandler(file, options);
  return checked({ ...loaded, file, route: pattern ?? loaded.route });
}

/** The route, or what is wrong with its pattern. */
function checked(route: Route | Error): Route | Error {
  if (route instanceof Error || route.route instanceof RegExp) return route;
  try {
    new PathPattern(route.route);
    return route;
  } catch (cause) {
    return new Error(`Cannot serve ${route.file}: ${(cause as Error).message}`, { cause });
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`${error}`);
}
