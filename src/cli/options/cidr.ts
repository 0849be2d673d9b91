/** Describes what {@linkcode parseCidr} takes. */
export const CIDR = "an IP address or a CIDR range, such as 10.1.2.3, 10.0.0.0/8 or 2001:db8::/32";

/** An IP address. */
export interface Address {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  /** Whether it was written as an IPv4-mapped IPv6 address. */
  readonly mapped: boolean;
}

/** The addresses that begin as one does. */
export interface CidrRange extends Address {
  /** How many bits they have in common. */
  readonly prefix: number;
}

/** A number from 0 to 255 without leading zeros, which some programs take for octal. */
const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);

/** Reads `10.0.0.0/8`, or an address alone; `undefined` if it is neither. */
export function parseCidr(text: string): CidrRange | undefined {
  const [, host = "", digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (address === undefined) return undefined;
  const bits = address.family === "ipv4" ? 32 : 128;
  // The prefix of a mapped range counts the 96 bits that say that it is one.
  const skipped = address.mapped ? 96 : 0;
  const prefix = digits === undefined ? bits : Number(digits) - skipped;
  return prefix >= 0 && prefix <= bits ? { ...address, prefix } : undefined;
}

/** Reads an address; an IPv4-mapped one becomes IPv4. */
export function parseAddress(text: string): Address | undefined {
  if (IPV4.test(text)) return { address: text, family: "ipv4", mapped: false };
  if (!/^[\da-f:.]+$/i.test(text)) return undefined;
  // A URL writes each address in one way only.
  const url = URL.parse(`http://[${text}]`);
  if (url === null) return undefined;
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(url.hostname) ?? [];
  if (high === undefined || low === undefined) {
    return { address: text, family: "ipv6", mapped: false };
  }
  const bytes = [high, low].flatMap((half) => {
    const number = parseInt(half, 16);
    return [number >> 8, number & 255];
  });
  return { address: bytes.join("."), family: "ipv4", mapped: true };
}
