import { Recorder } from "../recording/recorder.ts";
import { FastAgiServer, type FastAgiServerOptions } from "../server.ts";
import { within } from "../transport/within.ts";
import type { Admin } from "./admin.ts";
import { allowList } from "./allow_list.ts";
import type { ServeInvocation } from "./args.ts";
import { createLogger, describeError, type Log, logEvents } from "./logging.ts";
import { LiveHandlers } from "./reload/live_handlers.ts";

/** How long recordings may take to be written at the end, in milliseconds. */
const FLUSH_TIMEOUT = 1000;

/**
 * `tipring serve`: loads the handlers, listens, and serves until SIGINT or SIGTERM. Returns the exit
 * status.
 *
 * @throws {Error} If `--allow` cannot be read, a handler cannot be loaded, or the port cannot be had: nothing listens then.
 */
export async function serveHandlers(invocation: ServeInvocation): Promise<number> {
  const { hostname, port, drainTimeout, logLevel, logFormat } = invocation;
  const { allow, limits } = invocation;
  const admission = allow.length === 0 ? limits : { ...limits, allow: await allowList(allow) };
  using handlers = await LiveHandlers.load(invocation, invocation.watch === true);
  const log = createLogger({ level: logLevel, format: logFormat });
  surviveErrors(log);
  await using admin = await openAdmin(invocation, log);
  const logged = logEvents(log);
  let stopping = false;
  // Before it listens, which is logged: whoever waits for that line may send a signal then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      server.shutdown(stopping ? { timeout: 0 } : {});
      stopping = true;
    });
  }
  handlers.follow({ log, onReload: (result) => admin?.reloaded(result) });
  const recorder = recorderFor(invocation, log);
  const server = listen({
    hostname,
    port,
    drainTimeout,
    ...admission,
    onEvent: admin === undefined ? logged : (event) => {
      admin.watch(event);
      logged(event);
    },
    ...(recorder === undefined ? {} : { tap: (duplex, call) => recorder.tap(duplex, call) }),
  });
  handlers.serveBy(server);
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

function listen(options: FastAgiServerOptions): FastAgiServer {
  try {
    return new FastAgiServer(options);
  } catch (cause) {
    const where = `${options.hostname}:${options.port}`;
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot listen at ${where}: ${why}`, { cause });
  }
}
