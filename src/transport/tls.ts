import type { Duplex as StreamDuplex } from "node:stream";
import type { Server, TLSSocket } from "node:tls";
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
  /**
   * The certificates that sign those of clients, as PEM text (X.509 v3). If given, a client must have
   * such a certificate, so it knows who calls. By default any client may connect.
   */
  clientCa?: string | undefined;
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
  #begin: (conn: Deno.TcpConn) => Handshake;
  #duplexOf: (socket: TLSSocket) => Duplex;

  /**
   * Creates an acceptor that uses the given certificate.
   *
   * @throws {TypeError} If a certificate or the key is invalid; see {@linkcode checkTls}.
   */
  constructor(options: TlsOptions) {
    checkTls(options);
    const { cert, key, clientCa } = options;
    const { tls, stream } = loadNode();
    const secureContext = tls.createSecureContext({ cert, key });
    this.#begin = (conn) => {
      const { readable, writable } = tcpDuplex(conn);
      const transport = stream.Duplex.fromWeb({ readable, writable });
      if (clientCa !== undefined) {
        return verifyClient(createServer(tls, { cert, key, ca: clientCa }), transport);
      }
      const socket = new tls.TLSSocket(transport, { isServer: true, secureContext });
      return { secured: secured(socket), destroy: () => socket.destroy() };
    };
    this.#duplexOf = (socket) => stream.Duplex.toWeb(socket);
  }

  /**
   * Performs the handshake. Closes the connection if it fails.
   *
   * @param timeout Maximum duration in milliseconds, or `Infinity`.
   * @throws {AgiProtocolError} If the peer does not speak TLS, does not trust the certificate, or has
   * none itself that `clientCa` signed.
   * @throws {AgiTimeoutError} If the handshake takes longer than `timeout`.
   * @throws {AgiSigpipeHangup} If the connection ends during the handshake.
   */
  async accept(conn: Deno.TcpConn, timeout: number): Promise<Duplex> {
    // Commands are written whole, so Nagle's algorithm would only delay them.
    conn.setNoDelay();
    const handshake = this.#begin(conn);
    try {
      const socket = await within(handshake.secured, timeout);
      if (socket !== undefined) return this.#duplexOf(socket);
      throw new AgiTimeoutError(`TLS handshake timed out after ${timeout} ms`);
    } catch (error) {
      handshake.destroy();
      throw error;
    }
  }
}

/** A handshake in progress. */
interface Handshake {
  /** Resolves when it is complete. */
  readonly secured: Promise<TLSSocket>;
  /** Closes the connection. */
  destroy(): void;
}

/**
 * Checks a certificate and its private key.
 *
 * @param names What to call them in error messages.
 * @throws {TypeError} If either is invalid, or they do not belong together.
 */
export function checkTls(
  { cert, key, clientCa }: TlsOptions,
  names: Required<TlsOptions> = NAMES,
): void {
  if (!CERTIFICATE.test(cert)) {
    throw new TypeError(`Invalid ${names.cert}: must contain a PEM certificate`);
  }
  if (!/^-----BEGIN (RSA |EC )?PRIVATE KEY-----/m.test(key)) {
    throw new TypeError(
      `Invalid ${names.key}: must contain a PEM private key without a passphrase`,
    );
  }
  // Creating a client validates a certificate at once. A server's context would report an error only
  // when a call arrives.
  check(`${names.cert} or ${names.key}`, () => {
    checkPair(cert, key);
    Deno.createHttpClient({ cert, key }).close();
  });
  if (clientCa === undefined) return;
  if (!CERTIFICATE.test(clientCa)) {
    throw new TypeError(`Invalid ${names.clientCa}: must contain a PEM certificate`);
  }
  check(`${names.clientCa}`, () => Deno.createHttpClient({ caCerts: [clientCa] }).close());
}

/** Checks the pair before Deno does: its answer to a key of another certificate has been a panic. */
function checkPair(cert: string, key: string): void {
  const { X509Certificate, createPrivateKey } = loadNode().crypto;
  if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return;
  throw new Error("the key is not that of the certificate");
}

const CERTIFICATE = /^-----BEGIN CERTIFICATE-----/m;

const NAMES: Required<TlsOptions> = {
  cert: "tls.cert",
  key: "tls.key",
  clientCa: "tls.clientCa",
};

function check(name: string, use: () => void): void {
  try {
    use();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new TypeError(`Invalid ${name}: ${why}`, { cause });
  }
}

/** Resolves when the handshake is complete. */
function secured(socket: TLSSocket): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  socket.once("secure", () => resolve(socket));
  // The streams report later errors, but an error event without a listener would end the process.
  socket.on("error", (cause) => reject(handshakeError(cause)));
  socket.once("close", () => reject(hangup()));
  return promise;
}

/**
 * A server that demands a certificate of clients. It never listens, and is for one connection, so that
 * its events belong to that.
 */
function createServer(
  tls: NodeModules["tls"],
  options: { cert: string; key: string; ca: string },
): Server {
  return tls.createServer({ ...options, requestCert: true, rejectUnauthorized: true });
}

/**
 * Performs a handshake in which the client needs a certificate. `new TLSSocket({ requestCert })` would
 * be shorter, but Deno 2.9.6 completes its handshake also if the certificate is missing or invalid.
 */
function verifyClient(server: Server, transport: StreamDuplex): Handshake {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  server.on("secureConnection", (socket) => {
    socket.on("error", () => {});
    if (socket.authorized) resolve(socket);
    else reject(handshakeError(new Error("client certificate not verified")));
  });
  server.on("tlsClientError", (cause) => {
    reject(handshakeError(cause, cause.message.includes("certificate") ? CLIENT_HINT : ""));
  });
  transport.on("error", () => {});
  transport.once("close", () => {
    // Node closes it without a reason if the certificate is not good.
    const byPeer = transport.readableEnded || transport.errored !== null;
    reject(
      byPeer ? hangup() : handshakeError(new Error("client certificate refused"), CLIENT_HINT),
    );
  });
  server.emit("connection", transport);
  return { secured: promise, destroy: () => transport.destroy() };
}

const CLIENT_HINT = " (does the client have a certificate that the client CA signed?)";

function handshakeError(cause: Error, hint = ""): AgiProtocolError {
  return new AgiProtocolError(`TLS handshake failed: ${cause.message}${hint}`, { cause });
}

function hangup(): AgiSigpipeHangup {
  return new AgiSigpipeHangup("The connection ended during the TLS handshake");
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
