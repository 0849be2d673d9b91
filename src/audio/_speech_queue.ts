/** The limits of a {@linkcode SpeechQueue}. */
export interface SpeechQueueOptions {
  /** The number of bytes from which backpressure applies to writers. */
  readonly highWaterMark: number;
  /** Maximum number of bytes of a writer that ignores backpressure. */
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
 * The audio to play to the caller: a writable stream on one side, frames on the other.
 *
 * A chunk stays in the stream until it is about to be played, so its size counts for backpressure.
 * A stream can't drop its chunks, so each chunk gets the number of its epoch when it is written;
 * chunks of a flushed epoch are dropped when they leave the stream.
 */
export class SpeechQueue {
  /** Takes chunks of any length. */
  readonly writable: WritableStream<Uint8Array>;
  #options: SpeechQueueOptions;
  #chunks: Uint8Array[] = [];
  #offset = 0;
  /** The bytes in {@linkcode #chunks}, and the first half of a sample before them. */
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

  /** The number of bytes that wait to be played. */
  get queued(): number {
    return this.#written - this.#done;
  }

  /** The number of bytes that can be taken now. */
  get available(): number {
    return this.#bytes;
  }

  /** The number of bytes played since the last flush or the last reached mark. */
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

  /** Fills the target with speech, then with silence. Returns the number of bytes of speech. */
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

  /** Drops everything written. Returns the number of bytes dropped, and of those played before. */
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

  /**
   * Resolves to `true` when everything written before has been played, to `false` if it was
   * dropped.
   */
  mark(): Promise<boolean> {
    if (this.#end !== undefined) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#marks.push({ at: this.#written, resolve });
    this.#settle();
    return promise;
  }

  /** Drops everything written; later writes are refused with this error. */
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
