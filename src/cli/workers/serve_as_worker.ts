import type { FastAgiServer, ShutdownOptions } from "../../server/server.ts";
import type { ServeInvocation } from "../args.ts";
import { loadHandlers, setHandlers } from "../handlers/handlers.ts";
import { createLogger } from "../log/logging.ts";
import { ServerSetup } from "../serve/server_setup.ts";
import type { WorkerPlace } from "./place.ts";
import { WorkerLink } from "./worker_link.ts";

/** What a terminal or a service manager may send to all processes at once. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * `tipring serve` as one of several workers. Signals are the supervisor's affair, which tells what
 * shall be done. Returns the exit status.
 */
export async function serveAsWorker(
  invocation: ServeInvocation,
  place: WorkerPlace,
): Promise<number> {
  const { logLevel, logFormat } = invocation;
  const fields = { worker: place.number };
  const log = createLogger({ level: logLevel, format: logFormat, fields });
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => {});
  await using link = await WorkerLink.join(place);
  let server: FastAgiServer | undefined;
  const left = Promise.withResolvers<undefined>();
  const shutdown = (options?: ShutdownOptions) => {
    if (server === undefined) left.resolve(undefined);
    else server.shutdown(options);
  };
  link.obey(shutdown, log);
  try {
    const setup = await ServerSetup.of(invocation, log);
    // Files that take long to load, or for ever, need not be waited for: there are no calls yet.
    const handlers = await Promise.race([loadHandlers(invocation), left.promise]);
    if (handlers === undefined) return 0;
    server = setup.listen({
      watch: (event) => link.watch(event),
      insight: link.insight,
      port: place.port,
      reusePort: true,
    });
    setHandlers(server, handlers, setup.tracer);
    await server.serveForever();
    await setup.flush();
    return 0;
  } catch (error) {
    await link.fail(error instanceof Error ? error.message : `${error}`);
    return 1;
  }
}
