import { EndsDuplex } from "./_streams.ts";
import type { Ends } from "./_streams.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Makes the two streams of a TCP connection. Those of `Deno.Conn` itself would do, but closing
 * theirs closes both directions, and Asterisk then complains of a broken pipe.
 */
export function tcpDuplex(conn: Deno.TcpConn): Duplex {
  return new EndsDuplex(new TcpEnds(conn));
}

class TcpEnds implements Ends {
  #conn: Deno.TcpConn;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  read(target: Uint8Array): Promise<number | null> {
    return this.#conn.read(target);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  hurry(): void {
    this.#conn.setNoDelay();
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    closeTcp(this.#conn);
  }
}

/** Closes a connection that may be closed already. */
export function closeTcp(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
