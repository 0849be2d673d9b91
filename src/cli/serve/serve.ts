import type { Admin } from "../admin/admin.ts";
import type { ServeInvocation } from "../args.ts";
import { DrainDelay } from "./graceful_shutdown.ts";
import type { ServerInsight } from "../admin/server_stats.ts";
import { createLogger, type Log } from "../log/logging.ts";
import { LiveHandlers } from "../handlers/live_handlers.ts";
import { ReloadSignal } from "../handlers/reload_signal.ts";
import { ServerSetup } from "./server_setup.ts";
import { takePlace } from "../workers/place.ts";

/**
 * `tipring serve`: loads the handlers, listens, and serves until SIGINT or SIGTERM, by itself or by
 * workers. Returns the exit status.
 *
 * @throws {Error} If `--allow` or the certificate cannot be read, a handler cannot be loaded, or the port cannot be had: nothing listens then.
 */
export async function serveHandlers(invocation: ServeInvocation): Promise<number> {
  const reloadSignal = new ReloadSignal();
  const place = await takePlace();
  if (place !== undefined) {
    const { serveAsWorker } = await import("../workers/serve_as_worker.ts");
    return await serveAsWorker(invocation, place);
  }
  if (invocation.workers !== undefined) {
    const { supervise } = await import("../workers/supervise.ts");
    return await supervise(invocation, invocation.workers, reloadSignal);
  }
  return await serveAlone(invocation, reloadSignal);
}

async function serveAlone(
  invocation: ServeInvocation,
  reloadSignal: ReloadSignal,
): Promise<number> {
  const { logLevel, logFormat } = invocation;
  const log = createLogger({ level: logLevel, format: logFormat });
  const setup = await ServerSetup.of(invocation, log);
  using handlers = await LiveHandlers.load(invocation, invocation.watch === true);
  await using seen = await openAdmin(invocation, log);
  const leaving = new DrainDelay(invocation.drainDelay, {
    announce: () => seen?.insight.leave(),
    drain: () => server.shutdown(),
    end: () => server.shutdown({ timeout: 0 }),
  }, log);
  // Before it listens, which is logged: whoever waits for that line may send a signal then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => leaving.next());
  }
  const server = setup.listen({ insight: seen?.insight });
  handlers.serveBy(server, setup.tracer);
  handlers.follow({
    signal: reloadSignal,
    log,
    onReload: (result) => seen?.insight.reloaded(result),
  });
  await server.serveForever();
  await setup.flush();
  return 0;
}

/** The admin interface, and what it shows. */
class Seen implements AsyncDisposable {
  readonly insight: ServerInsight;
  #admin: Admin;

  constructor(insight: ServerInsight, admin: Admin) {
    this.insight = insight;
    this.#admin = admin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin[Symbol.asyncDispose]();
  }
}

/** Loads what an operator sees in by only where one does. */
async function openAdmin({ admin }: ServeInvocation, log: Log): Promise<Seen | undefined> {
  if (admin === undefined) return undefined;
  const { Admin } = await import("../admin/admin.ts");
  const { ServerInsight } = await import("../admin/server_stats.ts");
  const insight = new ServerInsight();
  return new Seen(insight, Admin.open(admin, insight, log));
}
