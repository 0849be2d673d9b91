/** How much a {@linkcode SpeechQueue} holds. */
export interface SpeechQueueOptions {
  /** From how many bytes on writers are asked to wait. */
  readonly highWaterMark: number;
  /** The most bytes of a writer that does not wait. */
  readonly maxBytes: number;
  /** The length of a frame in bytes. */
  readonly frameBytes: number;
}

/** A promise that resolves when what was written before it has been played. */
interface Mark {
  /** The number of bytes that must have been played. */
  readonly at: number;
  readonly resolve: (played: boolean) => void;
}

/**
 * What is to be said to the caller: a writable stream on one side, frames on the other.
 *
 * A chunk stays in the stream until it is about to be played, so its size counts for backpressure. A
 * stream can't drop what it holds, so each chunk gets the number of its epoch when it is written; those
 * of an epoch that was flushed are dropped when they come out of the stream.
 */
export class SpeechQueue {
  /** Takes chunks of any length. */
  readonly writable: WritableStream<Uint8Array>;
  #options: SpeechQueueOptions;
  #chunks: Uint8Array[] = [];
  #offset = 0;
  /** The bytes in {@linkcode #chunks}, and the first half of a sample that came before them. */
  #bytes = 0;
  #half: number | undefined;
  #epoch = 0;
  /** The epochs of the chunks in the stream, in order. */
  #epochs: number[] = [];
  #written = 0;
  #done = 0;
  #sinceMark = 0;
  #marks: Mark[] = [];
  /** Takes the next chunk out of the stream. */
  #accept: (() => void) | undefined;
  #drained: (() => void) | undefined;
  #flushed = Promise.withResolvers<void>();
  #end: { readonly error: Error } | undefined;

  /** Makes the queue. */
  constructor(options: SpeechQueueOptions) {
    this.#options = options;
    this.writable = new WritableStream({
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
      abort: () => void this.flush(),
    }, { highWaterMark: options.highWaterMark, size: (chunk) => this.#sizeOf(chunk) });
  }

  /** How many bytes wait to be played. */
  get queued(): number {
    return this.#written - this.#done;
  }

  /** How many bytes can be taken right now. */
  get available(): number {
    return this.#bytes;
  }

  /** How many bytes were played since the last flush, or since the last mark that was reached. */
  get played(): number {
    return this.#sinceMark;
  }

  /** A number that changes with each flush, and at the end. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Resolves at the next flush, and at the end. */
  get flushed(): Promise<void> {
    return this.#flushed.promise;
  }

  /** Fills the target with speech, then with silence. Returns how many bytes are speech. */
  take(target: Uint8Array): number {
    let filled = 0;
    if (this.#half !== undefined && this.#bytes > 0) {
      target[filled++] = this.#half;
      this.#half = undefined;
    }
    while (filled < target.length) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      const part = chunk.subarray(this.#offset, this.#offset + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
      this.#count(part.length);
      if (this.#offset < chunk.length) continue;
      this.#chunks.shift();
      this.#offset = 0;
    }
    if (filled % 2 === 1) this.#half = target[--filled];
    target.fill(0, filled);
    this.#settle();
    return filled;
  }

  /** Drops all that was written. Returns how many bytes that were, and how many were played before. */
  flush(): { played: number; dropped: number } {
    const result = { played: this.#sinceMark, dropped: this.queued };
    this.#epoch++;
    this.#flushed.resolve();
    this.#flushed = Promise.withResolvers();
    this.#chunks = [];
    this.#offset = this.#bytes = this.#sinceMark = 0;
    this.#half = undefined;
    this.#done = this.#written;
    for (const { resolve } of this.#marks.splice(0)) resolve(false);
    this.#settle();
    return result;
  }

  /** Resolves when what was written before has been played: `true`, or `false` if it was dropped. */
  mark(): Promise<boolean> {
    if (this.#end !== undefined) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#marks.push({ at: this.#written, resolve });
    this.#settle();
    return promise;
  }

  /** Drops all that was written; what is written from now on is refused with this error. */
  end(error: Error): void {
    this.#end ??= { error };
    this.flush();
  }

  /** Called by the stream for each chunk when it is written. */
  #sizeOf(chunk: unknown): number {
    if (this.#end !== undefined) throw this.#end.error;
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(`Writing audio failed: the chunk is not a Uint8Array`);
    }
    if (this.queued + chunk.length > this.#options.maxBytes) {
      throw new RangeError(
        `Writing audio failed: more than ${this.#options.maxBytes} bytes wait to be played ` +
          "(await write(), or the writer's ready)",
      );
    }
    this.#epochs.push(this.#epoch);
    this.#written += chunk.length;
    return chunk.length;
  }

  #write(chunk: Uint8Array): Promise<void> | void {
    if (this.#epochs.shift() !== this.#epoch || chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#isHungry()) return;
    return new Promise((resolve) => void (this.#accept = resolve));
  }

  #close(): Promise<void> | void {
    if (this.#bytes === 0) return;
    return new Promise((resolve) => void (this.#drained = resolve));
  }

  /** Whether the next chunk is needed soon. */
  #isHungry(): boolean {
    return this.#bytes <= 2 * this.#options.frameBytes;
  }

  #count(bytes: number): void {
    this.#bytes -= bytes;
    this.#done += bytes;
    this.#sinceMark += bytes;
  }

  /** Resolves the promises whose conditions are met. */
  #settle(): void {
    if (this.#isHungry()) {
      this.#accept?.();
      this.#accept = undefined;
    }
    if (this.#bytes === 0) {
      this.#drained?.();
      this.#drained = undefined;
    }
    while (this.#marks[0] !== undefined && this.#marks[0].at <= this.#done) {
      this.#marks.shift()?.resolve(true);
      this.#sinceMark = 0;
      this.#half = undefined;
    }
  }
}
