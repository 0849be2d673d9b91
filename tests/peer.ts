/**
 * The other end of a connection, in the hand of a test: it says what the test makes it say.
 *
 * @module
 */
import type { Duplex } from "../src/transport/duplex.ts";
import { tcpDuplex } from "../src/transport/tcp.ts";
import { TlsAcceptor } from "../src/transport/tls.ts";
import { certificate, connectTls } from "./tls.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The least environment that is one, of an Asterisk with the large buffer. */
export const ENVIRONMENT = "agi_network: yes\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n";

/** Plays Asterisk. */
export class Peer implements AsyncDisposable {
  #reader: ReadableStreamDefaultReader<Bytes>;
  #writer: WritableStreamDefaultWriter<Bytes>;
  #text = "";
  #decoder = new TextDecoder();
  #encoder = new TextEncoder();

  constructor({ readable, writable }: Duplex) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => {});
  }

  /** The next line that was sent to Asterisk, without its end; `null` when no more come. */
  async line(): Promise<string | null> {
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) return null;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
    const end = this.#text.indexOf("\n");
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  /** Says something; resolves when it is taken. */
  async say(text: string | Bytes): Promise<void> {
    await this.#writer.write(typeof text === "string" ? this.#encoder.encode(text) : text);
  }

  /** Waits for a line and answers it; returns the line. */
  async answer(reply: string): Promise<string | null> {
    const line = await this.line();
    await this.say(reply);
    return line;
  }

  /** Says no more. */
  async end(): Promise<void> {
    await this.#writer.close();
  }

  /** Closes in both directions. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#reader.cancel().catch(() => {});
  }
}

/** A kind of connection. */
export interface Transport {
  readonly name: string;
  connect(): Promise<{ duplex: Duplex; peer: Peer }>;
}

/** Every kind of connection that a session may be made of. */
export const transports: readonly Transport[] = [
  { name: "streams in memory", connect: () => Promise.resolve(memory(pipe)) },
  { name: "byte streams in memory", connect: () => Promise.resolve(memory(bytePipe)) },
  { name: "TCP", connect: () => tcp(tcpDuplex) },
  { name: "Deno.Conn", connect: () => tcp((conn) => conn as Duplex) },
  { name: "TLS", connect: tls },
];

/** Two ends in memory. */
export function memory(makePipe: () => Duplex = pipe): { duplex: Duplex; peer: Peer } {
  const down = makePipe();
  const up = makePipe();
  return {
    duplex: { readable: down.readable, writable: up.writable },
    peer: new Peer({ readable: up.readable, writable: down.writable }),
  };
}

function pipe(): Duplex {
  return new TransformStream<Bytes, Bytes>();
}

function bytePipe(): Duplex {
  let controller: ReadableByteStreamController;
  const readable = new ReadableStream({
    type: "bytes",
    start(given) {
      controller = given;
    },
  });
  const writable = new WritableStream<Bytes>({
    write: (bytes) => controller.enqueue(bytes.slice()),
    close() {
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
  return { readable, writable };
}

async function tcp(
  duplexOf: (conn: Deno.TcpConn) => Duplex,
): Promise<{ duplex: Duplex; peer: Peer }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [conn, other] = await Promise.all([
    listener.accept(),
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
  ]);
  return { duplex: duplexOf(conn), peer: new Peer(tcpDuplex(other)) };
}

async function tls(): Promise<{ duplex: Duplex; peer: Peer }> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const [duplex, other] = await Promise.all([
    accepted.then((conn) => new TlsAcceptor(certificate()).accept(conn, Infinity)),
    connectTls(listener.addr.port),
  ]);
  return { duplex, peer: new Peer(other) };
}

/** Resolves when a signal is aborted. */
export function aborted(signal: AbortSignal): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  if (signal.aborted) resolve(signal.reason);
  else signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
  return promise;
}
