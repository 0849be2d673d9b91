import { closeEnds, EndsDuplex } from "./ends_duplex.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Returns the two streams of a TCP connection. The streams of `Deno.Conn` itself would close both
 * directions at once, and Asterisk would log a broken pipe.
 */
export function tcpDuplex(conn: Deno.TcpConn): Duplex {
  return new EndsDuplex(conn);
}

/** Closes a connection that may already be closed. */
export function closeTcp(conn: Deno.TcpConn): void {
  closeEnds(conn);
}
