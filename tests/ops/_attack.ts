/**
 * A hostile connection, with what an attack is made of.
 *
 * @module
 */
import net from "node:net";

type Bytes = Uint8Array<ArrayBuffer>;

/** How long an attack waits for the server to end it, in milliseconds. */
const DEADLINE = 40_000;

/** How much is written at a time. */
const PIECE = 64 * 1024;

const encoder = new TextEncoder();

/** One connection; the server should end it. */
export class Attack implements Disposable {
  #socket: net.Socket;
  #connected = Promise.withResolvers<void>();
  #ended = Promise.withResolvers<void>();
  #over = false;
  #read = 0;
  #waiting: (() => void)[] = [];

  /** Connects; `from` is the address that it comes from. */
  constructor(port: number, from?: string) {
    const host = "127.0.0.1";
    this.#socket = net.connect({
      host,
      port,
      noDelay: true,
      allowHalfOpen: true,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    this.#socket.on("connect", () => this.#connected.resolve());
    this.#socket.on("data", (bytes) => {
      this.#read += bytes.length;
      this.#wake();
    });
    for (const event of ["end", "error", "close"]) this.#socket.on(event, () => this.#end());
  }

  /** How many bytes the server has said. */
  get read(): number {
    return this.#read;
  }

  /** Whether the server has ended it. */
  get over(): boolean {
    return this.#over;
  }

  /** Waits until it is connected, or cannot be. */
  async connected(): Promise<void> {
    await Promise.race([this.#connected.promise, this.#ended.promise]);
  }

  /** Says something, as long as the server listens. */
  async say(text: string | Bytes): Promise<void> {
    await this.connected();
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    for (let at = 0; at < bytes.length && !this.#over; at += PIECE) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#socket.write(bytes.subarray(at, at + PIECE), () => resolve());
      await Promise.race([promise, this.#ended.promise]);
    }
  }

  /** Says so much in all, and then again. */
  async repeat(bytes: Bytes, total: number): Promise<void> {
    for (let done = 0; done < total && !this.#over; done += bytes.length) {
      await this.say(bytes);
    }
  }

  /** Waits until the server says more, or ends. */
  async command(): Promise<void> {
    const before = this.#read;
    while (this.#read === before && !this.#over) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
  }

  /** Says no more, and goes on to listen. */
  async halfClose(): Promise<void> {
    await this.connected();
    this.#socket.end();
  }

  /** Breaks the connection: SO_LINGER of 0. */
  async reset(): Promise<void> {
    await this.connected();
    this.#socket.resetAndDestroy();
    this.#end();
  }

  /** Waits until the server ends it. Returns whether it did. */
  async ended(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, DEADLINE);
    await Promise.race([promise, this.#ended.promise]);
    clearTimeout(timer);
    return this.#over;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #end(): void {
    this.#over = true;
    this.#ended.resolve();
    this.#connected.resolve();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
