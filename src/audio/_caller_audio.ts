type Bytes = Uint8Array<ArrayBuffer>;

/** Options of {@linkcode CallerAudio}. */
export interface CallerAudioOptions {
  /** The length of a frame in bytes. */
  readonly frameBytes: number;
  /** Maximum number of frames buffered for the reader. */
  readonly maxFrames: number;
  /** Called when the reader begins to wait for audio. */
  readonly onWait?: () => void;
}

/**
 * The caller's audio as a stream of frames. Frames that the reader does not fetch in time are
 * dropped, the oldest first: buffered audio delays all audio after it.
 */
export class CallerAudio {
  /** Frames of one length. */
  readonly readable: ReadableStream<Bytes>;
  /** The number of frames dropped because the reader paused. */
  dropped = 0;
  #options: CallerAudioOptions;
  #frames: Bytes[] = [];
  /** An incomplete frame, and its length so far. */
  #partial: Bytes | undefined;
  #filled = 0;
  #controller: ReadableStreamDefaultController<Bytes> | undefined;
  #pulled: (() => void) | undefined;
  #over = false;

  /** Makes the stream. */
  constructor(options: CallerAudioOptions) {
    this.#options = options;
    this.readable = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#pull(),
      cancel: () => {
        this.#over = true;
        this.#frames = [];
      },
    }, { highWaterMark: 0 });
  }

  /** Whether the reader waits for audio. */
  get waiting(): boolean {
    return this.#pulled !== undefined;
  }

  /** Takes audio of any length, and copies it. */
  push(audio: Uint8Array): void {
    if (this.#over) return;
    const { frameBytes } = this.#options;
    if (this.#filled === 0 && audio.length === frameBytes) return this.#add(new Uint8Array(audio));
    for (let from = 0; from < audio.length;) {
      this.#partial ??= new Uint8Array(frameBytes);
      const part = audio.subarray(from, from + frameBytes - this.#filled);
      this.#partial.set(part, this.#filled);
      from += part.length;
      this.#filled += part.length;
      if (this.#filled < frameBytes) return;
      this.#add(this.#partial);
      this.#partial = undefined;
      this.#filled = 0;
    }
  }

  /** Ends the stream after the buffered frames, or breaks it with an error. */
  end(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    if (error !== undefined) {
      this.#controller?.error(error);
    } else {
      for (const frame of this.#frames) this.#controller?.enqueue(frame);
      this.#controller?.close();
    }
    this.#frames = [];
    this.#pulled?.();
  }

  #add(frame: Bytes): void {
    if (this.#pulled !== undefined) {
      const pulled = this.#pulled;
      this.#pulled = undefined;
      this.#controller?.enqueue(frame);
      pulled();
      return;
    }
    this.#frames.push(frame);
    if (this.#frames.length <= this.#options.maxFrames) return;
    this.#frames.shift();
    this.dropped++;
  }

  #pull(): Promise<void> | void {
    const frame = this.#frames.shift();
    if (frame !== undefined) {
      this.#controller?.enqueue(frame);
      return;
    }
    if (this.#over) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pulled = resolve;
    this.#options.onWait?.();
    return promise;
  }
}
