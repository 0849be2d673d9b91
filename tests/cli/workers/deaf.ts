import type { WorkerCommand } from "../../../src/cli/workers/command.ts";
import { takeIdentity } from "../../../src/cli/workers/worker_identity.ts";

/** A worker that says that it accepts calls, and then hears and does nothing. */
export const DEAF: WorkerCommand = [
  Deno.execPath(),
  "run",
  "-A",
  "--no-check",
  import.meta.filename ?? "",
];

if (import.meta.main) {
  const identity = await takeIdentity();
  if (identity === undefined) throw new Error("Not a worker");
  const conn = await Deno.connect({ transport: "unix", path: identity.socket });
  await conn.write(new TextEncoder().encode('{"type":"listening","port":1}\n'));
  while (true);
}
