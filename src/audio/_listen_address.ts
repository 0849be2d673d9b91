/** Formats an address for Asterisk: `HOST:PORT`, with an IPv6 address in brackets. */
export function formatAddress(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

/**
 * Parses `HOST:PORT`, `[IPv6]:PORT` or, if the port is optional, `HOST`.
 *
 * @throws {TypeError} If it is none of these; `what` is named then.
 */
export function parseAddress(
  text: string,
  what: string,
): { hostname: string; port: number | undefined } {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:,[\]\/]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const hostname = bracketed ?? plain;
  const port = digits === undefined ? undefined : Number(digits);
  if (hostname === undefined || (port !== undefined && port > 65_535)) {
    throw new TypeError(`${what} "${text}" is not HOST:PORT, such as 10.0.0.5:4574`);
  }
  return { hostname, port };
}
