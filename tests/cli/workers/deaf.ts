import type { Command } from "../../../src/cli/workers/command.ts";
import { takePlace } from "../../../src/cli/workers/place.ts";

/** A worker that says that it accepts calls, and then hears and does nothing. */
export const DEAF: Command = [
  Deno.execPath(),
  "run",
  "-A",
  "--no-check",
  import.meta.filename ?? "",
];

if (import.meta.main) {
  const place = await takePlace();
  if (place === undefined) throw new Error("This is no worker");
  const conn = await Deno.connect({ transport: "unix", path: place.socket });
  await conn.write(new TextEncoder().encode('{"type":"listening","port":1}\n'));
  while (true);
}
