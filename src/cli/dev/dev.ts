import { serveHandlers } from "../serve/serve.ts";
import type { DevInvocation } from "./options.ts";

/**
 * `tipring dev`: serves handlers with the console and its softphone, until SIGINT or SIGTERM. Returns
 * the exit status.
 *
 * @throws {Error} If there is no such file, a port is not free, or `--sounds` is not a folder.
 */
export function dev(invocation: DevInvocation): Promise<number> {
  const { serve, soundsFolder, database, callerId = "", callerName = "" } = invocation;
  const { language, variables } = invocation;
  return serveHandlers(serve, {
    sounds: soundsFolder,
    database,
    dial: { callerId, callerName, language, variables },
  });
}
