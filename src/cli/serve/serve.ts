import type { ServeInvocation } from "./options.ts";
import { warnIfOpen } from "./allow_list.ts";
import { setAudioAddress } from "./audio_address.ts";
import { guardExit } from "./guard_exit.ts";
import { GracefulShutdown } from "./graceful_shutdown.ts";
import type { ServerStats } from "../admin/server_stats.ts";
import { type OpenLog, openLog } from "../log/open_log.ts";
import { LiveHandlers } from "../handlers/live_handlers.ts";
import { ReloadSignal } from "../handlers/reloads.ts";
import { ServerSetup } from "./server_setup.ts";
import { hintAtKeepAlive } from "./keep_alive_hint.ts";
import { ServiceManager } from "./service_manager.ts";
import { startWatchdog } from "./watchdog.ts";
import type { LocalConsole } from "../console/local_console.ts";
import type { PhoneSettings } from "../console/open_console.ts";
import { takeIdentity } from "../workers/worker_identity.ts";

/**
 * `tipring serve`: loads the handlers, listens, and serves until SIGINT or SIGTERM, in this process
 * or by workers. Returns the exit status.
 *
 * @param phone Gives the console a softphone. A handler that fails to load is then loaded when its
 * file changes.
 * @throws {Error} If `--audio-listen` or the certificate is invalid, a handler fails to
 * load, or the port is not free. Nothing listens then.
 */
export async function serveHandlers(
  invocation: ServeInvocation,
  phone?: PhoneSettings,
): Promise<number> {
  const reloadSignal = new ReloadSignal();
  using _exit = guardExit();
  setAudioAddress(invocation);
  const identity = await takeIdentity();
  if (identity !== undefined) {
    const { serveAsWorker } = await import("../workers/serve_as_worker.ts");
    return await serveAsWorker(invocation, identity);
  }
  if (invocation.workers !== undefined) {
    const { supervise } = await import("../workers/supervise.ts");
    return await supervise(invocation, invocation.workers, reloadSignal);
  }
  return await serveAlone(invocation, { reloadSignal, phone });
}

async function serveAlone(
  invocation: ServeInvocation,
  { reloadSignal, phone }: { reloadSignal: ReloadSignal; phone: PhoneSettings | undefined },
): Promise<number> {
  const { logLevel, logFormat } = invocation;
  await using opened = openLog({ level: logLevel, format: logFormat });
  const { log } = opened;
  using manager = await ServiceManager.join(log);
  using _watchdog = startWatchdog(invocation, { untilSignal: phone !== undefined });
  warnIfOpen(invocation, log);
  const setup = await ServerSetup.of(invocation, log);
  using handlers = await LiveHandlers.load(invocation, {
    watch: invocation.watch,
    patient: phone !== undefined,
  });
  await using admin = await openAdmin(invocation, opened);
  await using local = await openConsole(invocation, { phone, handlers, log });
  const shutdown = new GracefulShutdown(invocation.drainDelay, {
    announce() {
      manager.report("STOPPING=1");
      admin?.stats.leave();
    },
    drain() {
      manager.report("STOPPING=1");
      server.shutdown();
    },
    end: () => server.shutdown({ timeout: 0 }),
  }, log);
  // Before it listens, which is logged: anyone who waits for that line may send a signal then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => shutdown.next());
  }
  const server = setup.listen({ stats: admin?.stats, console: local?.server });
  local?.page.begin(server.addr);
  handlers.serveBy(server, local?.server.wrapping(setup) ?? setup);
  handlers.follow({
    signal: reloadSignal,
    log,
    onStart: () => manager.report("RELOADING=1"),
    onReload(result, error) {
      manager.report("READY=1");
      admin?.stats.reloaded(result);
      local?.page.reloaded(result, error);
    },
  });
  const { problem } = handlers;
  if (problem !== undefined) {
    const error = problem instanceof Error ? problem.message : `${problem}`;
    log("error", "handlers failed to load, waiting for a change", { error });
    local?.page.reloaded("failed", problem);
  }
  manager.report("READY=1");
  hintAtKeepAlive(invocation, log);
  await server.serveForever();
  await setup.flush();
  return 0;
}

/** The admin interface, and the stats that it shows. */
interface OpenAdmin extends AsyncDisposable {
  readonly stats: ServerStats;
}

/** Loads the admin interface only if `--admin` was given. */
async function openAdmin(
  { admin }: ServeInvocation,
  { log, dropped }: OpenLog,
): Promise<OpenAdmin | undefined> {
  if (admin === undefined) return undefined;
  const { Admin } = await import("../admin/admin.ts");
  const { ServerStats } = await import("../admin/server_stats.ts");
  const stats = new ServerStats(dropped);
  const opened = Admin.open(admin, stats, log);
  return { stats, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

/** Loads the console only if `--console` was given. */
async function openConsole(
  { console: address, consoleOrigin: origin, consoleDigits }: ServeInvocation,
  { phone, handlers, log }: {
    phone: PhoneSettings | undefined;
    handlers: LiveHandlers;
    log: OpenLog["log"];
  },
): Promise<LocalConsole | undefined> {
  if (address === undefined) return undefined;
  const { LocalConsole } = await import("../console/local_console.ts");
  const maskDigits = !consoleDigits;
  return new LocalConsole({ address, origin, maskDigits, phone, handlers, log });
}
