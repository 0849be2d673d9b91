import type { Pattern } from "../../handler/router.ts";
import type { FastAgiServer } from "../../server/server.ts";
import type { CallTracer } from "../../tracing/mod.ts";
import type { ServeInvocation } from "../args.ts";
import { type LoadedHandler, loadHandler } from "./load_handler.ts";

/** Which files are served, and where. */
export type HandlerFiles = Pick<ServeInvocation, "handlers" | "defaultFile">;

/** The handlers of a server, loaded, in the order in which their patterns are tried. */
export interface HandlerTable {
  readonly routes: readonly LoadedHandler[];
  /** For all other paths. */
  readonly fallback: LoadedHandler | undefined;
}

/**
 * Loads all handler files.
 *
 * @param generation How often they were loaded before, see {@linkcode loadHandler}.
 * @throws {Error} If one cannot be loaded, or two are for the same pattern.
 */
export async function loadHandlers(
  { handlers, defaultFile }: HandlerFiles,
  generation = 0,
): Promise<HandlerTable> {
  const routes: LoadedHandler[] = [];
  const taken = new Map<string, string>();
  for (const { pattern, file } of handlers) {
    const loaded = await loadHandler(file, generation);
    const route: Pattern = pattern ?? loaded.route;
    // A RegExp and a path that look the same are not.
    const key = `${typeof route} ${route}`;
    const other = taken.get(key);
    if (other !== undefined) {
      throw new Error(`Cannot serve ${file} at ${route}: ${other} is served there`);
    }
    checkPattern(route, file);
    taken.set(key, file);
    routes.push({ ...loaded, route });
  }
  const fallback = defaultFile === undefined
    ? undefined
    : await loadHandler(defaultFile, generation);
  return { routes, fallback };
}

/**
 * Puts handlers in the place of those that a server has, all at once: no call sees some of each.
 *
 * @param tracer Traces their calls.
 */
export function setHandlers(
  server: FastAgiServer,
  { routes, fallback }: HandlerTable,
  tracer?: CallTracer,
): void {
  server.clearScriptHandlers();
  for (const { route, handler } of routes) {
    server.registerScriptHandler(route, tracer?.wrap(handler, route) ?? handler);
  }
  const { handler = null } = fallback ?? {};
  server.registerScriptHandler(null, handler && (tracer?.wrap(handler) ?? handler));
}

function checkPattern(route: Pattern, file: string): void {
  if (route instanceof RegExp) return;
  try {
    new URLPattern({ pathname: route });
  } catch (cause) {
    throw new Error(`Cannot serve ${file} at ${route}: that is no URLPattern pathname`, { cause });
  }
}
