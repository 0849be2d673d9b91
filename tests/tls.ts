/**
 * A certificate for tests, and those who trust it.
 *
 * @module
 */
import { EndsDuplex } from "../src/transport/ends_duplex.ts";
import type { Duplex } from "../src/transport/duplex.ts";
import type { TlsOptions } from "../src/transport/tls.ts";

/** Those who call, by whether the server's `clientCa` knows them. */
export type Client = "client" | "foreign" | "self";

type TlsFile =
  | "ca.crt"
  | "client_ca.crt"
  | "server.crt"
  | "server.key"
  | "other.key"
  | `${Client}.${"crt" | "key"}`;

/** The path of a file of `testdata/tls/`, see the README there. */
export function tlsFile(name: TlsFile): string {
  return decodeURIComponent(new URL(`./testdata/tls/${name}`, import.meta.url).pathname);
}

/** The certificate of `localhost` and its key. */
export function certificate(): TlsOptions {
  return {
    cert: Deno.readTextFileSync(tlsFile("server.crt")),
    key: Deno.readTextFileSync(tlsFile("server.key")),
  };
}

/** Connects, and does the handshake, with the certificate of `client` if one is given. */
export async function openTls(port: number, client?: Client): Promise<Deno.TlsConn> {
  const conn = await Deno.connectTls({
    hostname: "127.0.0.1",
    port,
    caCerts: [await Deno.readTextFile(tlsFile("ca.crt"))],
    ...(client === undefined ? {} : {
      cert: await Deno.readTextFile(tlsFile(`${client}.crt`)),
      key: await Deno.readTextFile(tlsFile(`${client}.key`)),
    }),
  });
  await conn.handshake();
  return conn;
}

/** Connects as stunnel would for an Asterisk: by TLS, and closing one direction at a time. */
export async function connectTls(port: number, client?: Client): Promise<Duplex> {
  const conn = await openTls(port, client);
  return new EndsDuplex({
    read: (target) => conn.read(target),
    write: (bytes) => conn.write(bytes),
    closeWrite: () => conn.closeWrite(),
    close: () => conn.close(),
  });
}
