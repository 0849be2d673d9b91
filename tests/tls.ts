/**
 * A certificate for tests, and those who trust it.
 *
 * @module
 */
import { EndsDuplex } from "../src/transport/ends_duplex.ts";
import type { Duplex } from "../src/transport/duplex.ts";
import type { TlsOptions } from "../src/transport/tls.ts";

/** The path of a file of `testdata/tls/`, see the README there. */
export function tlsFile(name: "ca.crt" | "server.crt" | "server.key" | "other.key"): string {
  return decodeURIComponent(new URL(`./testdata/tls/${name}`, import.meta.url).pathname);
}

/** The certificate of `localhost` and its key. */
export function certificate(): TlsOptions {
  return {
    cert: Deno.readTextFileSync(tlsFile("server.crt")),
    key: Deno.readTextFileSync(tlsFile("server.key")),
  };
}

/** Connects, and does the handshake. */
export async function openTls(port: number): Promise<Deno.TlsConn> {
  const conn = await Deno.connectTls({
    hostname: "127.0.0.1",
    port,
    caCerts: [await Deno.readTextFile(tlsFile("ca.crt"))],
  });
  await conn.handshake();
  return conn;
}

/** Connects as stunnel would for an Asterisk: by TLS, and closing one direction at a time. */
export async function connectTls(port: number): Promise<Duplex> {
  const conn = await openTls(port);
  return new EndsDuplex({
    read: (target) => conn.read(target),
    write: (bytes) => conn.write(bytes),
    closeWrite: () => conn.closeWrite(),
    close: () => conn.close(),
  });
}
