import type { TLSSocket } from "node:tls";
import { AgiProtocolError, AgiSigpipeHangup, AgiTimeoutError } from "../errors.ts";
import type { Duplex } from "./duplex.ts";
import { tcpDuplex } from "./tcp.ts";
import { within } from "./within.ts";

/** A certificate and its private key. */
export interface TlsOptions {
  /** The certificate as PEM text, optionally followed by intermediate certificates. */
  cert: string;
  /** The private key as PEM text, without a passphrase. */
  key: string;
}

/**
 * The server side of TLS, on top of accepted TCP connections.
 *
 * `Deno.listenTls` would be shorter, but closing one of its connections does not close the socket
 * until the peer completes the handshake and reads what was sent, so a silent peer could hold
 * sockets indefinitely. Here the server keeps control of the socket, including its address and
 * keep-alive.
 */
export class TlsAcceptor {
  #accept: (conn: Deno.TcpConn) => TLSSocket;
  #duplexOf: (socket: TLSSocket) => Duplex;

  /**
   * Creates an acceptor that uses the given certificate.
   *
   * @throws {TypeError} If the certificate or its key is invalid; see {@linkcode checkTls}.
   */
  constructor(options: TlsOptions) {
    checkTls(options);
    const { tls, stream } = loadNode();
    const secureContext = tls.createSecureContext(options);
    this.#accept = (conn) => {
      const { readable, writable } = tcpDuplex(conn);
      const socket = stream.Duplex.fromWeb({ readable, writable });
      return new tls.TLSSocket(socket, { isServer: true, secureContext });
    };
    this.#duplexOf = (socket) => stream.Duplex.toWeb(socket);
  }

  /**
   * Performs the handshake. Closes the connection if it fails.
   *
   * @param timeout Maximum duration in milliseconds, or `Infinity`.
   * @throws {AgiProtocolError} If the peer does not speak TLS, or does not trust the certificate.
   * @throws {AgiTimeoutError} If the handshake takes longer than `timeout`.
   * @throws {AgiSigpipeHangup} If the connection ends during the handshake.
   */
  async accept(conn: Deno.TcpConn, timeout: number): Promise<Duplex> {
    // Commands are written whole, so Nagle's algorithm would only delay them.
    conn.setNoDelay();
    const socket = this.#accept(conn);
    try {
      if (await within(secured(socket), timeout)) return this.#duplexOf(socket);
      throw new AgiTimeoutError(`TLS handshake timed out after ${timeout} ms`);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
}

/**
 * Checks a certificate and its private key.
 *
 * @param names What to call them in error messages.
 * @throws {TypeError} If either is invalid, or they do not belong together.
 */
export function checkTls({ cert, key }: TlsOptions, names: TlsOptions = NAMES): void {
  if (!/^-----BEGIN CERTIFICATE-----/m.test(cert)) {
    throw new TypeError(`Invalid ${names.cert}: must contain a PEM certificate`);
  }
  if (!/^-----BEGIN (RSA |EC )?PRIVATE KEY-----/m.test(key)) {
    throw new TypeError(
      `Invalid ${names.key}: must contain a PEM private key without a passphrase`,
    );
  }
  try {
    // Before the client: Deno's answer to a key of another certificate has been a panic.
    const { X509Certificate, createPrivateKey } = loadNode().crypto;
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      throw new Error("the key is not that of the certificate");
    }
    // Creating a client validates a certificate at once. A server's context would report an error
    // only when a call arrives.
    Deno.createHttpClient({ cert, key }).close();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new TypeError(`Invalid ${names.cert} or ${names.key}: ${why}`, { cause });
  }
}

const NAMES: TlsOptions = { cert: "tls.cert", key: "tls.key" };

/** Resolves when the handshake is complete. */
function secured(socket: TLSSocket): Promise<true> {
  const { promise, resolve, reject } = Promise.withResolvers<true>();
  socket.once("secure", () => resolve(true));
  // The streams report later errors, but an error event without a listener would end the process.
  socket.on("error", (cause) => {
    reject(new AgiProtocolError(`TLS handshake failed: ${cause.message}`, { cause }));
  });
  socket.once("close", () => {
    reject(new AgiSigpipeHangup("The connection ended during the TLS handshake"));
  });
  return promise;
}

interface NodeModules {
  readonly tls: typeof import("node:tls");
  readonly stream: typeof import("node:stream");
  readonly crypto: typeof import("node:crypto");
}

/** Loads Node's modules only if TLS is used, because that is slow. */
function loadNode(): NodeModules {
  const { process } = globalThis as unknown as {
    process: {
      getBuiltinModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name];
    };
  };
  return {
    tls: process.getBuiltinModule("tls"),
    stream: process.getBuiltinModule("stream"),
    crypto: process.getBuiltinModule("crypto"),
  };
}
