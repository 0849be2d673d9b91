import type { Handler, Pattern } from "../../handler/router.ts";
import { PathPattern } from "../../routing/path_pattern.ts";
import type { FastAgiServer } from "../../server/server.ts";
import type { ServeInvocation } from "../serve/options.ts";
import { type LoadedHandler, loadHandler } from "./load_handler.ts";

/** Which files are served, and for which paths. */
export type HandlerFiles = Pick<ServeInvocation, "handlers" | "defaultFile" | "configFile">;

/** The loaded handlers of a server, in the order in which their patterns are tried. */
export interface HandlerTable {
  readonly routes: readonly LoadedHandler[];
  /** For all other paths. */
  readonly fallback: LoadedHandler | undefined;
}

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
export async function loadHandlers(
  { handlers, defaultFile, configFile }: HandlerFiles,
  generation = 0,
): Promise<HandlerTable> {
  const options = { generation, serving: true, configFile };
  const routes: LoadedHandler[] = [];
  const taken = new Map<string, string>();
  for (const { pattern, file } of handlers) {
    const loaded = await loadHandler(file, options);
    const route: Pattern = pattern ?? loaded.route;
    // A RegExp and a path may look the same.
    const key = `${typeof route} ${route}`;
    const other = taken.get(key);
    if (other !== undefined) {
      throw new Error(`Cannot serve ${file} at ${route}: ${other} is already served there`);
    }
    checkPattern(route, file);
    taken.set(key, file);
    routes.push({ ...loaded, route });
  }
  const fallback = defaultFile === undefined ? undefined : await loadHandler(defaultFile, options);
  return { routes, fallback };
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

function checkPattern(route: Pattern, file: string): void {
  if (route instanceof RegExp) return;
  try {
    new PathPattern(route);
  } catch (cause) {
    throw new Error(`Cannot serve ${file}: ${(cause as Error).message}`, { cause });
  }
}
