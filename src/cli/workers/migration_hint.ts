import type { Log } from "../log/logging.ts";

/** Whether Linux hands connections that wait at a closed listener to another one of the port. */
const SETTING = "/proc/sys/net/ipv4/tcp_migrate_req";

/** Says what an operator can do against the last connections that can be lost. */
export async function hintAtMigration(log: Log): Promise<void> {
  const value = await Deno.readTextFile(SETTING).catch(() => "");
  if (value.trim() !== "0") return;
  log("info", "a worker that dies resets the connections that wait for it", {
    better: "sysctl net.ipv4.tcp_migrate_req=1",
  });
}
