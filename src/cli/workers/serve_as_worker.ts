import type { FastAgiServer, ShutdownOptions } from "../../server/server.ts";
import type { ServeInvocation } from "../serve/options.ts";
import { loadHandlers, setHandlers } from "../handlers/handlers.ts";
import { type HandlerTable, loadedHandlers } from "../handlers/route_table.ts";
import type { Log } from "../log/logging.ts";
import { openLog } from "../log/open_log.ts";
import { startWatchdog } from "../serve/watchdog.ts";
import { ServerSetup } from "../serve/server_setup.ts";
import type { WorkerConsole } from "./worker_console.ts";
import type { WorkerIdentity } from "./worker_identity.ts";
import { WorkerLink } from "./worker_link.ts";

/** The signals that a terminal or a service manager may send to all processes at once. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * How long an orphan waits until it ends itself, as a multiple of the watchdog: a supervisor that lives
 * kills a hung worker first, and can replace it.
 */
const ORPHAN_PATIENCE = 1.5;

/**
 * `tipring serve` as a worker. It ignores signals and follows its supervisor. Returns the exit
 * status.
 */
export async function serveAsWorker(
  invocation: ServeInvocation,
  identity: WorkerIdentity,
): Promise<number> {
  const { logLevel, logFormat } = invocation;
  const fields = { worker: identity.number };
  await using opened = openLog({ level: logLevel, format: logFormat, fields });
  const { log, dropped } = opened;
  using _watchdog = startWatchdog(invocation, { fields, patience: ORPHAN_PATIENCE });
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => {});
  await using link = await WorkerLink.join(identity, dropped);
  let server: FastAgiServer | undefined;
  const left = Promise.withResolvers<undefined>();
  const shutdown = (options?: ShutdownOptions) => {
    if (server === undefined) left.resolve(undefined);
    else server.shutdown(options);
  };
  link.obey(shutdown, log);
  try {
    const setup = await ServerSetup.of(invocation, log);
    // A shutdown need not wait for files that take long to load, or never do: there are no calls
    // yet.
    const handlers = await Promise.race([loadHandlers(invocation), left.promise]);
    if (handlers === undefined) return 0;
    await using console = await joinConsole(invocation, identity, { handlers, log });
    server = setup.listen({
      watch: (event) => link.watch(event),
      stats: link.stats,
      console: console?.server,
      port: identity.port,
      reusePort: true,
    });
    setHandlers(server, handlers, console?.server.wrapping(setup) ?? setup);
    await server.serveForever();
    await setup.flush();
    return 0;
  } catch (error) {
    await link.fail(error instanceof Error ? error.message : `${error}`);
    return 1;
  }
}

/** Loads the console's part in a worker only if the supervisor has a console. */
async function joinConsole(
  { consoleDigits }: ServeInvocation,
  { reports }: WorkerIdentity,
  { handlers, log }: { handlers: HandlerTable; log: Log },
): Promise<WorkerConsole | undefined> {
  if (reports === undefined) return undefined;
  const { WorkerConsole } = await import("./worker_console.ts");
  return await WorkerConsole.join({
    socket: reports,
    maskDigits: !consoleDigits,
    handlers: loadedHandlers(handlers),
    log,
  });
}
