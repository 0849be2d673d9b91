import { Admin } from "../admin/admin.ts";
import type { ServeInvocation } from "../serve/options.ts";
import { warnIfOpen } from "../serve/allow_list.ts";
import { GracefulShutdown } from "../serve/graceful_shutdown.ts";
import { hintAtKeepAlive } from "../serve/keep_alive_hint.ts";
import { ServiceManager } from "../serve/service_manager.ts";
import type { Log } from "../log/logging.ts";
import { openLog } from "../log/open_log.ts";
import { Reloads, type ReloadSignal } from "../handlers/reloads.ts";
import { ownProcess, workerCommand } from "./command.ts";
import { pingsFor, Pool } from "./pool.ts";
import type { PoolConsole } from "./pool_console.ts";
import { PoolStats } from "./pool_stats.ts";

/** Whether Linux hands connections queued at a closed listener to another listener of the port. */
const MIGRATION_SETTING = "/proc/sys/net/ipv4/tcp_migrate_req";

/**
 * `tipring serve --workers N`: runs N worker processes that share the port. This process takes no
 * calls. Returns the exit status.
 *
 * @throws {Error} If a worker fails to start at the beginning.
 */
export async function supervise(
  invocation: ServeInvocation,
  size: number,
  reloadSignal: ReloadSignal,
): Promise<number> {
  const { logLevel, logFormat, drainDelay, drainTimeout, admin, watchdog } = invocation;
  await using opened = openLog({ level: logLevel, format: logFormat });
  const { log, dropped } = opened;
  using manager = await ServiceManager.join(log);
  warnIfOpen(invocation, log);
  const command = workerCommand(await ownProcess());
  await using console = await openConsole(invocation, log);
  const pool = new Pool({
    log,
    size,
    command,
    drainTimeout,
    pings: pingsFor(watchdog),
    onReports: console?.take,
  });
  console?.follow(pool);
  const stats = new PoolStats(pool, dropped);
  await using _admin = admin === undefined ? undefined : Admin.open(admin, stats, log);
  console?.page.begin();
  const ended = Promise.withResolvers<void>();
  const started = pool.start();
  // If a signal comes first, nothing else handles the rejection.
  started.catch(() => {});
  const reloads = new Reloads({
    run: () => started.then(() => pool.replaceAll()),
    failure: "reload failed, not all workers have the new handlers",
    log,
    onStart: () => manager.report("RELOADING=1"),
    onResult(result, error) {
      manager.report("READY=1");
      stats.reloaded(result);
      console?.page.reloaded(result, error);
    },
  });
  const stop = () => {
    manager.report("STOPPING=1");
    console?.page.drain();
    ended.resolve(pool.stop());
  };
  const shutdown = new GracefulShutdown(
    drainDelay,
    {
      announce() {
        manager.report("STOPPING=1");
        stats.leave();
      },
      drain: stop,
      end: stop,
    },
    log,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      reloads.stop();
      shutdown.next();
    });
  }
  reloadSignal.follow(() => reloads.request());
  try {
    await Promise.race([started, ended.promise]);
  } catch (error) {
    await pool.stop();
    throw error;
  }
  if (!pool.stopping) {
    manager.report("READY=1");
    await hintAtMigration(log);
    await hintAtKeepAlive(invocation, log);
  }
  await ended.promise;
  return 0;
}

/** Loads the console only if `--console` was given. */
async function openConsole(
  { console: address, consoleOrigin: origin, consoleDigits }: ServeInvocation,
  log: Log,
): Promise<PoolConsole | undefined> {
  if (address === undefined) return undefined;
  const { PoolConsole } = await import("./pool_console.ts");
  return new PoolConsole({ address, origin, maskDigits: !consoleDigits, log });
}

/** Logs how to keep the connections that are queued at a worker when it dies. */
async function hintAtMigration(log: Log): Promise<void> {
  const value = await Deno.readTextFile(MIGRATION_SETTING).catch(() => "");
  if (value.trim() !== "0") return;
  log("info", "connections queued at a dying worker will be reset", {
    better: "sysctl net.ipv4.tcp_migrate_req=1",
  });
}
