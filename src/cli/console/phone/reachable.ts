/** Where this machine reaches a server: by loopback, if it listens on all addresses. */
export function reachable(
  { hostname, port }: Pick<Deno.NetAddr, "hostname" | "port">,
): { hostname: string; port: number } {
  if (hostname === "0.0.0.0") return { hostname: "127.0.0.1", port };
  return { hostname: hostname === "::" ? "::1" : hostname, port };
}
