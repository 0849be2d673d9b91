import type { TLSSocket } from "node:tls";
import { AgiProtocolError, AgiSigpipeHangup, AgiTimeoutError } from "../errors.ts";
import type { Duplex } from "./duplex.ts";
import { tcpDuplex } from "./tcp.ts";
import { within } from "./within.ts";

/** A certificate and its key. */
export interface TlsOptions {
  /** The certificate as PEM text; those between it and its root may stand behind it. */
  cert: string;
  /** Its private key as PEM text, without a password. */
  key: string;
}

/**
 * The server's side of TLS, over connections that were accepted as TCP.
 *
 * `Deno.listenTls` would do in fewer words, but closing one of its connections does not close the
 * socket before the peer has done its part of the handshake and taken what was sent: a silent peer
 * has it for as long as it likes. Here the socket stays in the hand of the server. That it is TCP
 * also keeps its address, its keep-alive and its place in the line.
 */
export class TlsAcceptor {
  #accept: (conn: Deno.TcpConn) => TLSSocket;
  #duplexOf: (socket: TLSSocket) => Duplex;

  /**
   * Takes the certificate.
   *
   * @throws {TypeError} If it or its key cannot be used, see {@linkcode checkTls}.
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
   * Does the handshake. A connection on which it fails is closed.
   *
   * @param timeout The most milliseconds that it may take, or `Infinity`.
   * @throws {AgiProtocolError} If the peer does not speak TLS, or does not trust the certificate.
   * @throws {AgiTimeoutError} If it is not done in time.
   * @throws {AgiSigpipeHangup} If the connection ends in the middle.
   */
  async accept(conn: Deno.TcpConn, timeout: number): Promise<Duplex> {
    // A command is written whole: there is nothing to be gained by waiting for more of it.
    conn.setNoDelay();
    const socket = this.#accept(conn);
    try {
      if (await within(secured(socket), timeout)) return this.#duplexOf(socket);
      throw new AgiTimeoutError(`Cannot wait longer for the TLS handshake: ${timeout} ms are over`);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
}

/**
 * Checks a certificate and its key.
 *
 * @param names What to call them.
 * @throws {TypeError} If one of them cannot be read, or they do not belong to each other.
 */
export function checkTls({ cert, key }: TlsOptions, names: TlsOptions = NAMES): void {
  if (!/^-----BEGIN CERTIFICATE-----/m.test(cert)) {
    throw new TypeError(`Cannot use ${names.cert}: it must hold a certificate in PEM`);
  }
  if (!/^-----BEGIN (RSA |EC )?PRIVATE KEY-----/m.test(key)) {
    throw new TypeError(
      `Cannot use ${names.key}: it must hold a private key in PEM, without a password`,
    );
  }
  try {
    // Before the client: Deno's answer to a key of another certificate has been a panic.
    const { X509Certificate, createPrivateKey } = loadNode().crypto;
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
      throw new Error("the key is not that of the certificate");
    }
    // A client can have a certificate, too, and says at once what is wrong with it. A server's
    // context says nothing before somebody calls.
    Deno.createHttpClient({ cert, key }).close();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new TypeError(`Cannot use ${names.cert} with ${names.key}: ${why}`, { cause });
  }
}

const NAMES: TlsOptions = { cert: "tls.cert", key: "tls.key" };

/** Resolves when the handshake is done. */
function secured(socket: TLSSocket): Promise<true> {
  const { promise, resolve, reject } = Promise.withResolvers<true>();
  socket.once("secure", () => resolve(true));
  // Errors that come later are told by the streams. This one would end the process, if nobody heard.
  socket.on("error", (cause) => {
    reject(new AgiProtocolError(`Cannot do the TLS handshake: ${cause.message}`, { cause }));
  });
  socket.once("close", () => {
    reject(new AgiSigpipeHangup("The connection ended in the TLS handshake"));
  });
  return promise;
}

interface NodeModules {
  readonly tls: typeof import("node:tls");
  readonly stream: typeof import("node:stream");
  readonly crypto: typeof import("node:crypto");
}

/** Node's modules take long to load: so only when somebody wants TLS. */
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
