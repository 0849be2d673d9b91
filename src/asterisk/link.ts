import type { Scheduler } from "./scheduler.ts";
import type { Duplex } from "../transport/duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What surely travels in one piece on a network: less than one TCP segment. */
const ONE_PIECE = 1400;

/** How one direction of a connection carries bytes. */
export interface LinkOptions {
  /** How long pieces take, in milliseconds, one after the other and round again; 0 if empty. */
  delays: readonly number[];
  /** How long pieces are, in bytes, one after the other and round again; not cut if empty. */
  pieces: readonly number[];
  /** Whether the reading end is a byte stream. */
  byteStream?: boolean;
}

/** A connection between two parties, with the delays and the cuts of a network. */
export class Link {
  /** One end. */
  readonly near: Duplex;
  /** The other end. */
  readonly far: Duplex;
  #pipes: readonly [Pipe, Pipe];

  /** Connects; `up` goes from near to far. */
  constructor(scheduler: Scheduler, options: { up: LinkOptions; down: LinkOptions }) {
    const up = new Pipe(scheduler, options.up);
    const down = new Pipe(scheduler, options.down);
    this.#pipes = [up, down];
    this.near = { readable: down.readable, writable: up.writable };
    this.far = { readable: up.readable, writable: down.writable };
  }

  /** The connection breaks: no byte arrives any more, both sides read the end. */
  cut(): void {
    for (const pipe of this.#pipes) pipe.cut();
  }
}

/** One direction. */
class Pipe {
  readonly readable: ReadableStream<Bytes>;
  readonly writable: WritableStream<Bytes>;
  #scheduler: Scheduler;
  #options: LinkOptions;
  #count = 0;
  #lastArrival = -1;
  /** What arrives at `#lastArrival`, all at once. */
  #arriving: Bytes[] = [];
  #open = true;
  #reader!: { enqueue(chunk: Bytes): void; close(): void };

  constructor(scheduler: Scheduler, options: LinkOptions) {
    this.#scheduler = scheduler;
    this.#options = options;
    const cancel = () => {
      this.#open = false;
    };
    this.readable = options.byteStream
      ? new ReadableStream({ ...byteSource((reader) => this.#reader = reader), cancel })
      : new ReadableStream<Bytes>({
        start: (controller) => {
          this.#reader = controller;
        },
        cancel,
      });
    this.writable = new WritableStream<Bytes>({
      write: (bytes) => this.#write(bytes),
      close: () => this.#end(),
      abort: () => this.#end(),
    });
  }

  cut(): void {
    if (this.#open) this.#reader.close();
    this.#open = false;
  }

  #write(bytes: Bytes): void {
    if (!this.#open) throw new Error("Broken pipe");
    for (let rest = bytes.slice(); rest.length > 0;) {
      const piece = rest.subarray(0, this.#lengthOfPiece(rest, rest.length === bytes.length));
      rest = rest.subarray(piece.length);
      this.#arrive(piece);
    }
  }

  /**
   * A text that holds `)` and a newline can look whole when it is not, if it is cut right there or in
   * what looks like HANGUP behind it. No client can tell, so it must rely on what networks really do:
   * Asterisk writes a reply at once, and what fits into a TCP segment comes in one piece.
   */
  #lengthOfPiece(bytes: Bytes, first: boolean): number {
    const { pieces } = this.#options;
    if (pieces.length === 0) return bytes.length;
    const length = Math.max(1, pieces[this.#count % pieces.length] ?? 1);
    return first && looksWhole(bytes) ? Math.max(length, ONE_PIECE) : length;
  }

  /** Bytes that arrive at the same time are read at once, as from a socket. */
  #arrive(piece: Bytes): void {
    const arrival = this.#nextArrival();
    if (arrival === this.#lastArrival && this.#arriving.length > 0) {
      this.#arriving.push(piece);
      return;
    }
    const pieces = [piece];
    this.#lastArrival = arrival;
    this.#arriving = pieces;
    this.#at(arrival, () => this.#reader.enqueue(concat(pieces.splice(0))));
  }

  #end(): void {
    this.#at(this.#nextArrival(), () => this.cut());
  }

  #nextArrival(): number {
    const { delays } = this.#options;
    const delay = delays[this.#count++ % delays.length] ?? 0;
    return Math.max(this.#lastArrival, this.#scheduler.now() + delay);
  }

  #at(time: number, deliver: () => void): void {
    this.#scheduler.after(time - this.#scheduler.now(), () => {
      if (this.#open) deliver();
    });
  }
}

function concat(pieces: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Whether a `)` stands at the end of a line that is not the last. */
function looksWhole(bytes: Bytes): boolean {
  for (let i = bytes.indexOf(0x29); i >= 0; i = bytes.indexOf(0x29, i + 1)) {
    if (bytes[i + 1] === 0x0a && i + 2 < bytes.length) return true;
  }
  return false;
}

function byteSource(
  start: (reader: { enqueue(chunk: Bytes): void; close(): void }) => void,
): UnderlyingByteSource {
  return {
    type: "bytes",
    start: (controller) =>
      start({
        enqueue: (chunk) => controller.enqueue(chunk),
        close() {
          controller.close();
          // A pending read of a byte stream waits for this.
          controller.byobRequest?.respond(0);
        },
      }),
  };
}
