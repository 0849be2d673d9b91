import { Recorder } from "../recording/recorder.ts";
import type { Pattern } from "../router.ts";
import { FastAgiServer, type FastAgiServerOptions } from "../server.ts";
import { within } from "../transport/within.ts";
import type { Admin } from "./admin.ts";
import { allowList } from "./allow_list.ts";
import type { ServeInvocation } from "./args.ts";
import { DrainDelay } from "./drain_delay.ts";
import { type LoadedHandler, loadHandler } from "./load_handler.ts";
import { createLogger, describeError, type Log, logEvents } from "./logging.ts";
import { readTlsFiles } from "./tls_files.ts";
import { loadTracer } from "./tracing.ts";

/** How long recordings may take to be written at the end, in milliseconds. */
const FLUSH_TIMEOUT = 1000;

/**
 * `tipring serve`: loads the handlers, listens, and serves until SIGINT or SIGTERM. Returns the exit
 * status.
 *
 * @throws {Error} If `--allow` or the certificate cannot be read, a handler cannot be loaded, or the port cannot be had: nothing listens then.
 */
export async function serveHandlers(invocation: ServeInvocation): Promise<number> {
  const { hostname, port, drainTimeout, logLevel, logFormat } = invocation;
  const { allow, limits } = invocation;
  const admission = allow.length === 0 ? limits : { ...limits, allow: await allowList(allow) };
  const tls = invocation.tls === undefined ? undefined : await readTlsFiles(invocation.tls);
  const routes = await loadRoutes(invocation.handlers);
  const { defaultFile } = invocation;
  const fallback = defaultFile === undefined ? undefined : await loadHandler(defaultFile);
  const log = createLogger({ level: logLevel, format: logFormat });
  surviveErrors(log);
  await using admin = await openAdmin(invocation, log);
  const tracer = await loadTracer();
  const logged = logEvents(log);
  const leaving = new DrainDelay(invocation.drainDelay, {
    announce: () => admin?.leave(),
    drain: () => server.shutdown(),
    end: () => server.shutdown({ timeout: 0 }),
  }, log);
  // Before it listens, which is logged: whoever waits for that line may send a signal then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => leaving.next());
  }
  const recorder = recorderFor(invocation, log);
  const server = listen({
    hostname,
    port,
    drainTimeout,
    ...admission,
    ...(tls === undefined ? {} : { tls }),
    onEvent: admin === undefined && tracer === undefined ? logged : (event) => {
      admin?.watch(event);
      tracer?.watch(event);
      logged(event);
    },
    ...(recorder === undefined ? {} : { tap: (duplex, call) => recorder.tap(duplex, call) }),
  });
  for (const { route, handler } of routes) {
    server.registerScriptHandler(route, tracer?.wrap(handler, route) ?? handler);
  }
  if (fallback !== undefined) {
    server.registerScriptHandler(null, tracer?.wrap(fallback.handler) ?? fallback.handler);
  }
  await server.serveForever();
  if (recorder !== undefined) await within(recorder.flush(), FLUSH_TIMEOUT);
  return 0;
}

/** Loads what an operator sees in by only where one does. */
async function openAdmin({ admin }: ServeInvocation, log: Log): Promise<Admin | undefined> {
  if (admin === undefined) return undefined;
  const { Admin } = await import("./admin.ts");
  const opened = new Admin(admin);
  const { hostname, port } = opened.addr;
  log("info", "admin interface", { hostname, port });
  return opened;
}

function recorderFor({ record }: ServeInvocation, log: Log): Recorder | undefined {
  if (record === undefined) return undefined;
  const { folder, maskDigits } = record;
  return new Recorder(folder, {
    maskDigits,
    onError: ({ message }, { id, peer }) =>
      log("error", "cannot record", { call: id, peer, error: message }),
  });
}

/** What one handler left behind must not end the calls of the others. */
function surviveErrors(log: Log): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log("error", "nobody awaited what failed", { error: describeError(event.reason) });
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    log("error", "nobody caught what was thrown", { error: describeError(event.error) });
  });
}

async function loadRoutes(handlers: ServeInvocation["handlers"]): Promise<LoadedHandler[]> {
  const routes: LoadedHandler[] = [];
  const taken = new Map<string, string>();
  for (const { pattern, file } of handlers) {
    const loaded = await loadHandler(file);
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

function listen(options: FastAgiServerOptions): FastAgiServer {
  try {
    return new FastAgiServer(options);
  } catch (cause) {
    const where = `${options.hostname}:${options.port}`;
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot listen at ${where}: ${why}`, { cause });
  }
}
