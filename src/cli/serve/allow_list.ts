import type { Log } from "../log/logging.ts";
import type { ServeInvocation } from "./options.ts";

type IsIp = (text: string) => number;

/**
 * Builds the allow predicate of a server from addresses and CIDR ranges such as `10.0.0.0/8`. An
 * IPv4 range also covers IPv4 peers that connect over an IPv6 socket, as `::ffff:10.1.2.3`.
 *
 * @throws {Error} If one cannot be read.
 */
export async function allowList(
  ranges: readonly string[],
): Promise<(addr: Deno.NetAddr) => boolean> {
  // Not imported above: a bundle would load it for each script, which takes as long as the rest.
  const { BlockList, isIP } = await import("node:net");
  const list = new BlockList();
  for (const range of ranges) {
    const { address, prefix, family } = readRange(range, isIP) ?? fail(range);
    list.addSubnet(address, prefix, family);
  }
  return ({ hostname }) => {
    const peer = readAddress(hostname, isIP);
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

interface Address {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  /** Whether it was written as an IPv4-mapped IPv6 address. */
  readonly mapped: boolean;
}

function readRange(text: string, isIp: IsIp): Address & { prefix: number } | undefined {
  const [, host = "", digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = readAddress(host, isIp);
  if (address === undefined) return undefined;
  const bits = address.family === "ipv4" ? 32 : 128;
  // The prefix of a mapped range counts the 96 bits that say that it is one.
  const skipped = address.mapped ? 96 : 0;
  const prefix = digits === undefined ? bits : Number(digits) - skipped;
  return prefix >= 0 && prefix <= bits ? { ...address, prefix } : undefined;
}

function readAddress(text: string, isIp: IsIp): Address | undefined {
  if (isIp(text) === 4) return { address: text, family: "ipv4", mapped: false };
  if (isIp(text) !== 6 || text.includes("%")) return undefined;
  // A URL writes each address in one way only.
  const { hostname } = new URL(`http://[${text}]`);
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) {
    return { address: text, family: "ipv6", mapped: false };
  }
  const bytes = [high, low].flatMap((half) => {
    const number = parseInt(half, 16);
    return [number >> 8, number & 255];
  });
  return { address: bytes.join("."), family: "ipv4", mapped: true };
}

function fail(range: string): never {
  throw new Error(
    `Invalid --allow ${JSON.stringify(range)}: must be an IP address or a CIDR range, such as ` +
      "10.1.2.3, 10.0.0.0/8 or 2001:db8::/32",
  );
}
