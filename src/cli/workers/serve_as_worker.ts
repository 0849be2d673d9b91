import type { ServeInvocation } from "../args.ts";
import { loadHandlers, setHandlers } from "../handlers.ts";
import { createLogger } from "../logging.ts";
import { ServerSetup } from "../server_setup.ts";
import type { WorkerPlace } from "./place.ts";
import { WorkerLink } from "./worker_link.ts";

/**
 * `tipring serve` as one of several workers. What the terminal sends to all its processes is the
 * supervisor's affair; SIGTERM lets calls end, however often it comes. Returns the exit status.
 */
export async function serveAsWorker(
  invocation: ServeInvocation,
  place: WorkerPlace,
): Promise<number> {
  const { logLevel, logFormat } = invocation;
  const fields = { worker: place.number };
  const log = createLogger({ level: logLevel, format: logFormat, fields });
  Deno.addSignalListener("SIGINT", () => {});
  await using link = await WorkerLink.join(place);
  try {
    const setup = await ServerSetup.of(invocation, log);
    const handlers = await loadHandlers(invocation);
    Deno.addSignalListener("SIGTERM", () => server.shutdown());
    const server = setup.listen({
      watch: (event) => link.watch(event),
      port: place.port,
      reusePort: true,
    });
    setHandlers(server, handlers, setup.tracer);
    link.obey(server, log);
    await server.serveForever();
    await setup.flush();
    return 0;
  } catch (error) {
    await link.fail(error instanceof Error ? error.message : `${error}`);
    return 1;
  }
}
