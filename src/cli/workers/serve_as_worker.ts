import type { FastAgiServer, ShutdownOptions } from "../../server.ts";
import type { ServeInvocation } from "../args.ts";
import { loadHandlers, setHandlers } from "../handlers.ts";
import { createLogger } from "../logging.ts";
import { ServerSetup } from "../server_setup.ts";
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
  const shutdown = (options?: ShutdownOptions) => {
    // Files that take long to load, or for ever, have no calls yet.
    if (server === undefined) Deno.exit(0);
    server.shutdown(options);
  };
  link.obey(shutdown, log);
  try {
    const setup = await ServerSetup.of(invocation, log);
    const handlers = await loadHandlers(invocation);
    server = setup.listen({
      watch: (event) => link.watch(event),
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
