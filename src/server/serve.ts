import { type Handler, Router } from "../handler/router.ts";
import { FastAgiServer, type FastAgiServerOptions } from "./server.ts";

/** Options of {@linkcode serve}. */
export interface ServeOptions extends FastAgiServerOptions {
  /** Shuts the server down when aborted. */
  signal?: AbortSignal;
  /** Called once the server is listening. */
  onListen?: (addr: Deno.NetAddr) => void;
  /** The handler for paths that no route matches. By default such a call ends at once. */
  fallback?: Handler;
}

/** Handlers by pattern, in the order they are tried; see {@linkcode Router.add}. */
export type Routes = Readonly<Record<string, Handler>>;

/**
 * Serves calls, like `Deno.serve` serves HTTP: starts at once and returns the server, on which you
 * can register more handlers. Errors and lines of `channel.log` go to standard error; see `onError`
 * and `onLog` for a server whose standard error may have no reader.
 *
 * @param handlers One handler for all calls, a record of handlers by pattern, or a router.
 * @throws {TypeError} If a pattern or a handler is invalid.
 * @throws {Deno.errors.AddrInUse} If the port is already in use.
 *
 * @example
 * ```ts
 * import { serve } from "@tipring/agi";
 *
 * const server = serve(async (channel) => {
 *   await channel.answer();
 *   await channel.streamFile("hello-world");
 * }, { port: 0 });
 *
 * await server.shutdown();
 * ```
 *
 * @example Routes
 * ```ts
 * import { type Handler, serve } from "@tipring/agi";
 *
 * const pin: Handler = async (channel) => {
 *   await channel.getData("vm-password");
 * };
 * const menu: Handler = async (channel, { match }) => {
 *   await channel.verbose(`the menu for ${match}`);
 * };
 *
 * await using server = serve({ "/pin": pin, "/menu/:lang": menu }, {
 *   port: 0,
 *   fallback: (channel) => channel.verbose("no such path").then(() => {}),
 * });
 * ```
 */
export function serve(
  handlers: Handler | Routes | Router,
  options: ServeOptions = {},
): FastAgiServer {
  const { signal, onListen, fallback } = options;
  signal?.throwIfAborted();
  const router = routerOf(handlers, fallback);
  const server = new FastAgiServer({ ...options, router });
  server.serveForever();
  signal?.addEventListener("abort", () => server.shutdown(), { once: true });
  onListen?.(server.addr);
  return server;
}

function routerOf(handlers: Handler | Routes | Router, fallback: Handler | undefined): Router {
  const router = handlers instanceof Router ? handlers : new Router();
  if (typeof handlers === "function") {
    if (fallback !== undefined) {
      throw new TypeError("fallback requires routes: a single handler gets all calls");
    }
    router.setDefault(handlers);
    return router;
  }
  if (!(handlers instanceof Router)) {
    for (const [pattern, handler] of Object.entries(handlers)) {
      if (typeof handler !== "function") {
        throw new TypeError(`Invalid handler for ${pattern}: must be a function`);
      }
      router.add(pattern, handler);
    }
  }
  if (fallback !== undefined) router.setDefault(fallback);
  return router;
}
