import { Admin } from "../admin/admin.ts";
import type { ServeInvocation } from "../args.ts";
import { DrainDelay } from "../serve/graceful_shutdown.ts";
import { createLogger } from "../log/logging.ts";
import type { ReloadSignal } from "../handlers/reload_signal.ts";
import { Reloads } from "../handlers/reloads.ts";
import { ownProcess, workerCommand } from "./command.ts";
import { Crew } from "./crew.ts";
import { CrewInsight } from "./crew_insight.ts";
import { hintAtMigration } from "./migration_hint.ts";

/**
 * `tipring serve --workers N`: keeps so many processes of this program that share the port, and takes
 * no calls itself. Returns the exit status.
 *
 * @throws {Error} If a worker cannot begin at the start.
 */
export async function supervise(
  invocation: ServeInvocation,
  size: number,
  reloadSignal: ReloadSignal,
): Promise<number> {
  const { logLevel, logFormat, drainDelay, drainTimeout, admin } = invocation;
  const log = createLogger({ level: logLevel, format: logFormat });
  const command = workerCommand(await ownProcess());
  const crew = new Crew({ log, size, command, drainTimeout });
  const insight = new CrewInsight(crew);
  await using _admin = admin === undefined ? undefined : Admin.open(admin, insight, log);
  const ended = Promise.withResolvers<void>();
  const started = crew.start();
  // Where a signal ends it first, nobody waits for this.
  started.catch(() => {});
  const reloads = new Reloads({
    run: () => started.then(() => crew.replaceAll()),
    failure: "cannot reload all workers",
    log,
    onResult: (result) => insight.reloaded(result),
  });
  const stop = () => ended.resolve(crew.stop());
  const leaving = new DrainDelay(
    drainDelay,
    { announce: () => insight.leave(), drain: stop, end: stop },
    log,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      reloads.stop();
      leaving.next();
    });
  }
  reloadSignal.follow(() => reloads.request());
  try {
    await Promise.race([started, ended.promise]);
  } catch (error) {
    await crew.stop();
    throw error;
  }
  await hintAtMigration(log);
  await ended.promise;
  return 0;
}
