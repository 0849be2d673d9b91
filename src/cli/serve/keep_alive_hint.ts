import type { Log } from "../log/logging.ts";
import { isLoopback } from "./allow_list.ts";
import type { ServeInvocation } from "./options.ts";

/** After how many seconds of silence Linux probes a connection. */
const SETTING = "/proc/sys/net/ipv4/tcp_keepalive_time";

/** Maximum that is not worth a hint, in seconds. */
const LONGEST = 600;

/**
 * Logs that an Asterisk which vanishes without closing its connections, e.g. by a power failure, keeps
 * its calls here for as long as Linux waits before it probes them. Deno cannot set that for a socket.
 *
 * @param read Returns the setting.
 */
export async function hintAtKeepAlive(
  { hostname }: Pick<ServeInvocation, "hostname">,
  log: Log,
  read: () => Promise<string> = () => Deno.readTextFile(SETTING),
): Promise<void> {
  // On the same machine the kernel closes the connections of a process that ends.
  if (isLoopback(hostname)) return;
  const seconds = Number(await read().catch(() => ""));
  if (!(seconds > LONGEST)) return;
  log("info", "calls of a vanished Asterisk stay for a long time", {
    keepAliveMs: 1000 * seconds,
    better: "sysctl net.ipv4.tcp_keepalive_time=60",
  });
}
