import { closeEnds, EndsDuplex } from "./ends_duplex.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Makes the two streams of a TCP connection. Those of `Deno.Conn` itself would do, but closing
 * theirs closes both directions, and Asterisk then complains of a broken pipe.
 */
export function tcpDuplex(conn: Deno.TcpConn): Duplex {
  return new EndsDuplex(conn);
}

/** Closes a connection that may be closed already. */
export function closeTcp(conn: Deno.TcpConn): void {
  closeEnds(conn);
}
