import type { Log } from "../log/logging.ts";
import { type CidrRange, parseAddress } from "../options/cidr.ts";
import type { ServeInvocation } from "./options.ts";

/**
 * Builds the allow predicate of a server from addresses and CIDR ranges such as `10.0.0.0/8`. An
 * IPv4 range also covers IPv4 peers that connect over an IPv6 socket, as `::ffff:10.1.2.3`.
 */
export async function allowList(
  ranges: readonly CidrRange[],
): Promise<(addr: Deno.NetAddr) => boolean> {
  // Not imported above: a bundle would load it for each script, which takes as long as the rest.
  const { BlockList } = await import("node:net");
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return ({ hostname }) => {
    const peer = parseAddress(hostname);
    return peer !== undefined && list.check(peer.address, peer.family);
  };
}

/**
 * Logs that other machines can impersonate Asterisk, if the server listens on more than the loopback
 * address and accepts everyone.
 */
export function warnIfOpen(
  { hostname, allow, clientCaFile }: Pick<ServeInvocation, "hostname" | "allow" | "clientCaFile">,
  log: Log,
): void {
  if (allow.length > 0 || clientCaFile !== undefined || isLoopback(hostname)) return;
  log("warn", "anyone who can connect can impersonate Asterisk", {
    hostname,
    hint: "--allow CIDR, e.g. --allow 10.0.0.0/8",
  });
}

/** Whether only this machine can connect to an address. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127\.[\d.]+|::1)$/i.test(hostname);
}
