import type { Pattern } from "../router.ts";
import { FastAgiServer } from "../server.ts";
import type { ServeInvocation } from "./args.ts";
import { type LoadedHandler, loadHandler } from "./load_handler.ts";
import { createLogger, logEvents } from "./logging.ts";

/**
 * `tipring serve`: loads the handlers, listens, and serves until SIGINT or SIGTERM. Returns the exit
 * status.
 *
 * @throws {Error} If a handler cannot be loaded, or the port cannot be had: nothing listens then.
 */
export async function serveHandlers(invocation: ServeInvocation): Promise<number> {
  const { hostname, port, drainTimeout, logLevel, logFormat } = invocation;
  const routes = await loadRoutes(invocation.handlers);
  const { defaultFile } = invocation;
  const fallback = defaultFile === undefined ? undefined : await loadHandler(defaultFile);
  const log = createLogger({ level: logLevel, format: logFormat });
  const server = listen({ hostname, port, drainTimeout, onEvent: logEvents(log) });
  for (const { route, handler } of routes) server.registerScriptHandler(route, handler);
  if (fallback !== undefined) server.registerScriptHandler(null, fallback.handler);
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log("error", "nobody awaited what failed", { error: Deno.inspect(event.reason) });
  });
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      server.shutdown({ timeout: stopping ? 0 : drainTimeout });
      stopping = true;
    });
  }
  await server.serveForever();
  return 0;
}

async function loadRoutes(handlers: ServeInvocation["handlers"]): Promise<LoadedHandler[]> {
  const routes: LoadedHandler[] = [];
  const taken = new Map<string, string>();
  for (const { pattern, file } of handlers) {
    const loaded = await loadHandler(file);
    const route: Pattern = pattern ?? loaded.route;
    const other = taken.get(`${route}`);
    if (other !== undefined) {
      throw new Error(`Cannot serve ${file} at ${route}: ${other} is served there`);
    }
    checkPattern(route, file);
    taken.set(`${route}`, file);
    routes.push({ ...loaded, route });
  }
  return routes;
}

function checkPattern(route: Pattern, file: string): void {
  if (route instanceof RegExp) return;
  try {
    new URLPattern({ pathname: route });
  } catch (cause) {
    throw new Error(`Cannot serve ${file} at ${route}: that is no URLPattern pathname`, { cause });
  }
}

function listen(options: ConstructorParameters<typeof FastAgiServer>[0] & object): FastAgiServer {
  try {
    return new FastAgiServer(options);
  } catch (cause) {
    const where = `${options.hostname}:${options.port}`;
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot listen at ${where}: ${why}`, { cause });
  }
}
