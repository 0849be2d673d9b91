/** Where to listen: the first free port of a range. */
export interface PortRange {
  readonly hostname: string;
  /** The first port; 0 for any that is free. */
  readonly port: number;
  /** The last port. */
  readonly lastPort: number;
}

/** An address for Asterisk to connect to. */
export interface AnnouncedAddress {
  readonly hostname: string;
  /** The port, if it is not the one that this process listens at. */
  readonly port: number | undefined;
}

/** Describes the texts that {@linkcode parsePortRange} reads. */
export const PORT_RANGE = "HOST:PORT or HOST:PORT-PORT, such as 10.0.0.5:4574-4581";

/** Describes the texts that {@linkcode parseAnnounced} reads. */
export const ANNOUNCED = "HOST or HOST:PORT, such as 10.0.0.5";

const MAX_PORT = 65_535;

/** Formats an address for Asterisk: `HOST:PORT`, with an IPv6 address in brackets. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/** Formats a range of ports: `HOST:PORT-PORT`, or `HOST:PORT` if it is one. */
export function formatRange({ hostname, port, lastPort }: PortRange): string {
  return formatAddress(hostname, port) + (lastPort === port ? "" : `-${lastPort}`);
}

/** Whether an address means all addresses of this machine, so that nothing can connect to it. */
export function isWildcard(hostname: string): boolean {
  return /^(0\.0\.0\.0|::)$/.test(hostname);
}

/**
 * Parses `HOST`, `HOST:PORT` or `HOST:PORT-PORT`, with an IPv6 address in brackets. Returns
 * `undefined` if it is none of these.
 */
export function parsePortRange(text: string): PortRange | undefined {
  const [, head = "", first = "0", last = first] =
    /^(.*?)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(text) ??
      [];
  const hostname = parseHost(head);
  const [port, lastPort] = [Number(first), Number(last)];
  const fits = lastPort <= MAX_PORT && port <= lastPort && (port > 0 || lastPort === 0);
  return hostname !== undefined && fits ? { hostname, port, lastPort } : undefined;
}

/** Parses `HOST` or `HOST:PORT`; returns `undefined` if it is neither. */
export function parseAnnounced(text: string): AnnouncedAddress | undefined {
  const [, head = "", digits] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const hostname = parseHost(head);
  const port = digits === undefined ? undefined : Number(digits);
  const fits = port === undefined || (port > 0 && port <= MAX_PORT);
  return hostname !== undefined && fits ? { hostname, port } : undefined;
}

/** Parses a name, an IPv4 address, or an IPv6 address in brackets. */
function parseHost(text: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))$/.exec(text) ?? [];
  // Digits alone are a port without a host.
  return plain !== undefined && /^\d+$/.test(plain) ? undefined : bracketed ?? plain;
}
