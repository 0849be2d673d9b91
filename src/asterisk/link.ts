import { joinBytes } from "../protocol/join_bytes.ts";
import { ONE_PIECE } from "../protocol/lines.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Duplex } from "../transport/duplex.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How one direction of a connection delays and cuts bytes. */
export interface LinkOptions {
  /** The delays of the pieces, in milliseconds, used in turn and repeated; empty for 0. */
  delays: readonly number[];
  /** The lengths of the pieces, in bytes, used in turn and repeated; empty to not cut. */
  pieces: readonly number[];
  /** Whether the reading end is a byte stream. */
  byteStream?: boolean;
}

/** A connection between two parties that delays and cuts bytes as a network does. */
export class Link {
  /** One end. */
  readonly near: Duplex;
  /** The other end. */
  readonly far: Duplex;
  #pipes: readonly [Pipe, Pipe];

  /** Connects two ends; `up` goes from near to far. */
  constructor(scheduler: Scheduler, options: { up: LinkOptions; down: LinkOptions }) {
    const up = new Pipe(scheduler, options.up);
    const down = new Pipe(scheduler, options.down);
    this.#pipes = [up, down];
    this.near = { readable: down.readable, writable: up.writable };
    this.far = { readable: up.readable, writable: down.writable };
  }

  /** Breaks the connection: pending bytes are lost, and both sides read the end. */
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
  /** The pieces that arrive together at `#lastArrival`. */
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
   * A reply whose text contains `)` and a newline can look complete when it is cut right there, or
   * in what looks like HANGUP after it. No client can know, so it must rely on what networks really
   * do: Asterisk writes a reply at once, and what fits into a TCP segment arrives in one piece.
   */
  #lengthOfPiece(bytes: Bytes, first: boolean): number {
    const { pieces } = this.#options;
    if (pieces.length === 0) return bytes.length;
    const length = Math.max(1, pieces[this.#count % pieces.length] ?? 1);
    return first && looksWhole(bytes) ? Math.max(length, ONE_PIECE) : length;
  }

  /** Joins bytes that arrive at the same time into one read, as a socket does. */
  #arrive(piece: Bytes): void {
    const arrival = this.#nextArrival();
    if (arrival === this.#lastArrival && this.#arriving.length > 0) {
      this.#arriving.push(piece);
      return;
    }
    const pieces = [piece];
    this.#lastArrival = arrival;
    this.#arriving = pieces;
    this.#at(arrival, () => this.#reader.enqueue(joinBytes(pieces.splice(0))));
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

/** Whether a line other than the last ends in `)`. */
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
          // Without this a pending read of a byte stream never resolves.
          controller.byobRequest?.respond(0);
        },
      }),
  };
}
