import { Lines } from "./protocol/lines.ts";
import { type ByteSource, byteSource } from "./transport/byte_source.ts";
import type { Duplex } from "./transport/duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a {@linkcode Wire} tells its owner. */
export interface WireOwner {
  /**
   * A line came. Its bytes are good only during the call. An error thrown here ends the wire.
   *
   * @param mayGoOn Whether the text that it belongs to may go on, see `Lines`.
   */
  onLine(line: Uint8Array, mayGoOn: boolean): void;
  /** The wire is at its end; `error` is why, or `undefined` where Asterisk just closed it. */
  onEnd(error: unknown): void;
}

/** Both streams of one connection: reads lines all the time, writes, and closes in an orderly way. */
export class Wire {
  /** Who gets the lines. It may change between two lines. */
  owner: WireOwner;
  #lines: Lines;
  #source: ByteSource;
  #writer: WritableStreamDefaultWriter<Bytes>;
  #ended: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #draining = false;

  /** Takes hold of both streams; nothing is read before {@linkcode start}. */
  constructor(duplex: Duplex, owner: WireOwner, maxLineBytes: number) {
    this.owner = owner;
    this.#lines = new Lines(maxLineBytes);
    this.#writer = duplex.writable.getWriter();
    // A failed write is told by its own promise; this one would be told nowhere.
    this.#writer.closed.catch(() => {});
    this.#source = byteSource(duplex.readable);
  }

  /** Sets the most bytes that a line may have. */
  set maxLineBytes(bytes: number) {
    this.#lines.limit = bytes;
  }

  /** Begins to read. */
  start(): void {
    this.#ended ??= this.#readAll();
  }

  /** Writes bytes; resolves when the stream took them. */
  write(bytes: Bytes): Promise<void> {
    return this.#writer.write(bytes);
  }

  /** Gives the connection up at once, for this reason. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    this.#abandon();
  }

  /**
   * Ends in the order that leaves no complaint in Asterisk's log: says that no more commands come,
   * reads until Asterisk has closed its side, or until `timeout` milliseconds are over.
   */
  async close(timeout: number): Promise<void> {
    this.#draining = true;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeout);
    const closed = this.#writer.close().catch(() => {});
    await Promise.race([Promise.all([closed, this.#ended]), late]);
    clearTimeout(timer);
    this.#abandon();
    await this.#ended;
  }

  #abandon(): void {
    this.#writer.abort().catch(() => {});
    this.#source.cancel().catch(() => {});
  }

  async #readAll(): Promise<void> {
    try {
      await this.#readLines();
    } catch (error) {
      this.fail(error);
    }
    this.owner.onEnd(this.#failure?.error);
  }

  async #readLines(): Promise<void> {
    while (true) {
      const chunk = await this.#source.read();
      if (chunk === undefined || this.#failure !== undefined) return;
      if (!this.#draining) this.#take(chunk);
    }
  }

  #take(chunk: Bytes): void {
    const lines = this.#lines;
    lines.feed(chunk);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      this.owner.onLine(line, lines.mayGoOn);
    }
  }
}
