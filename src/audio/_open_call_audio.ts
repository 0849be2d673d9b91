import type { AudioWatcher } from "./audio_tap.ts";
import { AgiAudioError, AgiHangup } from "../errors.ts";
import { timerDelay } from "../transport/timer_delay.ts";
import { within } from "../transport/within.ts";
import { CallerAudio } from "./_caller_audio.ts";
import { FRAME_MS } from "./_frame_clock.ts";
import { Mailbox } from "./_mailbox.ts";
import { SpeechQueue } from "./_speech_queue.ts";
import type { AudioEnd, AudioSource, CallAudio, Flushed, PlayOptions } from "./call_audio.ts";

/** The transport of the audio. */
export interface AudioLink {
  /** Starts to read and to send. */
  start(): void;
  /** Ends the audio, and releases its resources. */
  close(): Promise<void>;
  /** Drops audio that was sent but not played, if the other side buffers it. */
  flush?(): void;
}

/** The way Asterisk ended the audio. */
export interface LinkEnd {
  /** The error that broke the connection. */
  readonly error?: Error;
  /** Whether Asterisk timed out because no audio was sent to it. */
  readonly starved: boolean;
}

/** The source and the sink of a link. */
export interface AudioEnds {
  /** The sample rate in Hz. */
  readonly rate: number;
  /** The length of a frame in bytes. */
  readonly frameBytes: number;
  /** Called with the caller's audio; the bytes are valid only during this function call. */
  readonly onAudio: (audio: Uint8Array) => void;
  /** Called with a key that the caller pressed. */
  readonly onDigit: (digit: string) => void;
  /** The number of bytes ready to be played. */
  readonly available: () => number;
  /** Fills a buffer with audio to play. */
  readonly fill: (target: Uint8Array) => void;
  /** Called once when Asterisk ends the audio. */
  readonly onEnd: (end: LinkEnd) => void;
}

/** Options of {@linkcode OpenCallAudio}. */
export interface OpenCallAudioOptions {
  /** The sample rate in Hz. */
  readonly rate: number;
  /** Maximum audio of the caller buffered for a reader, in milliseconds. */
  readonly maxDelay: number;
  /** The backlog from which backpressure applies to writers, in milliseconds. */
  readonly maxQueue: number;
  /** The longest duration of the audio, in milliseconds. */
  readonly timeout: number;
  /** The signals that end the audio: those of the call and of the handler. */
  readonly signals: readonly AbortSignal[];
  /** The reply to the command that Asterisk runs during the audio. */
  readonly reply: Promise<number>;
  /** Called before {@linkcode CallAudio.ended} resolves. */
  readonly release: () => PromiseLike<void>;
  /** Makes the link. */
  readonly link: (ends: AudioEnds) => AudioLink;
  /** Observes the audio, e.g. to record it. */
  readonly watcher: AudioWatcher | undefined;
}

/** The longest backlog of a writer that ignores backpressure, in milliseconds. */
const MAX_WRITTEN = 5 * 60_000;

/** The timeout for Asterisk's reply after the audio has ended, in milliseconds. */
const REPLY_TIMEOUT = 5000;

/** Maximum number of keys buffered for a reader. */
const MAX_DIGITS = 256;

/** The audio of a call, over any transport. */
export class OpenCallAudio implements CallAudio {
  readonly rate: number;
  readonly frameBytes: number;
  readonly ended: Promise<AudioEnd>;
  #caller: CallerAudio;
  #speech: SpeechQueue;
  #digits = new Mailbox<string>(MAX_DIGITS);
  #controller = new AbortController();
  #link: AudioLink;
  #reply: Promise<number>;
  #release: () => PromiseLike<void>;
  #end: ((end: AudioEnd) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signals: readonly AbortSignal[];
  #onAbort: (() => void) | undefined;
  #watcher: AudioWatcher | undefined;

  /** Starts the audio. */
  constructor(options: OpenCallAudioOptions) {
    this.rate = options.rate;
    const frameBytes = options.rate * 2 * FRAME_MS / 1000;
    this.frameBytes = frameBytes;
    this.#reply = options.reply;
    this.#release = options.release;
    this.#signals = options.signals;
    const { watcher } = options;
    this.#watcher = watcher;
    this.#caller = new CallerAudio({
      frameBytes,
      maxFrames: Math.max(1, Math.ceil(options.maxDelay / FRAME_MS)),
    });
    this.#speech = new SpeechQueue({
      frameBytes,
      highWaterMark: Math.max(frameBytes, this.#bytesIn(options.maxQueue)),
      maxBytes: this.#bytesIn(MAX_WRITTEN),
    });
    const { promise, resolve } = Promise.withResolvers<AudioEnd>();
    this.ended = promise;
    this.#end = resolve;
    this.#link = options.link({
      rate: options.rate,
      frameBytes,
      onAudio: (audio) => {
        this.#caller.push(audio);
        watcher?.heard(audio);
      },
      onDigit: (digit) => this.#digits.push(digit),
      available: () => this.#speech.available,
      fill: (target) => {
        this.#speech.take(target);
        watcher?.said(target);
      },
      onEnd: (end) => void this.#finish(undefined, end),
    });
    this.#link.start();
    const onReply = () => void this.#finish(undefined);
    this.#reply.then(onReply, onReply);
    this.#watch(options.timeout);
  }

  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#caller.readable;
  }

  get writable(): WritableStream<Uint8Array> {
    return this.#speech.writable;
  }

  get dtmf(): AsyncIterable<string> {
    return this.#digits;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get queued(): number {
    return this.#millisecondsIn(this.#speech.queued);
  }

  get dropped(): number {
    return this.#caller.dropped * FRAME_MS;
  }

  async play(source: AudioSource, options: PlayOptions = {}): Promise<boolean> {
    const { signal } = options;
    if (signal?.aborted || this.#controller.signal.aborted) return false;
    const writer = this.writable.getWriter();
    const onAbort = () => void this.flush();
    let chunks: ReturnType<typeof iteratorOf> | undefined;
    try {
      chunks = iteratorOf(source);
      signal?.addEventListener("abort", onAbort);
      const { epoch, flushed } = this.#speech;
      while (true) {
        await Promise.race([flushed, writer.ready]);
        const next = await Promise.race([flushed, chunks.next()]);
        if (!next || this.#speech.epoch !== epoch) return false;
        if (next.done) return await this.mark();
        // A refused chunk rejects at once; any other settles after it has been played.
        await Promise.race([writer.write(next.value), writer.ready]);
      }
    } catch (error) {
      if (this.#controller.signal.aborted) return false;
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
      writer.releaseLock();
      Promise.resolve(chunks?.return?.()).catch(() => {});
    }
  }

  flush(): Flushed {
    this.#link.flush?.();
    const { played, dropped } = this.#speech.flush();
    return { played: this.#millisecondsIn(played), dropped: this.#millisecondsIn(dropped) };
  }

  mark(): Promise<boolean> {
    return this.#speech.mark();
  }

  async close(): Promise<void> {
    void this.#finish({ reason: "closed" });
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #watch(timeout: number): void {
    if (timeout !== Infinity) {
      this.#timer = setTimeout(
        () => void this.#finish({ reason: "timeout" }),
        timerDelay(timeout),
      );
    }
    this.#onAbort = () => {
      const aborted = this.#signals.find((signal) => signal.aborted);
      void this.#finish({ reason: "closed", error: aborted?.reason });
    };
    for (const signal of this.#signals) signal.addEventListener("abort", this.#onAbort);
    if (this.#signals.some((signal) => signal.aborted)) this.#onAbort();
  }

  /** Ends the audio for this reason, or else for the reason in Asterisk's reply. */
  async #finish(end: AudioEnd | undefined, linkEnd?: LinkEnd): Promise<void> {
    const resolve = this.#end;
    if (resolve === undefined) return;
    this.#end = undefined;
    clearTimeout(this.#timer);
    for (const signal of this.#signals) {
      if (this.#onAbort !== undefined) signal.removeEventListener("abort", this.#onAbort);
    }
    const [, ended] = await Promise.all([this.#link.close(), this.#reasonOfReply(linkEnd)]);
    this.#watcher?.ended();
    const actual = end === undefined || ended.reason === "hangup" ? ended : end;
    await this.#release();
    const reason = reasonOf(actual);
    this.#digits.end();
    this.#caller.end(actual.reason === "error" ? reason : undefined);
    this.#speech.end(reason);
    this.#controller.abort(reason);
    resolve(actual);
  }

  /** Returns why the audio ended, from Asterisk's reply. */
  async #reasonOfReply(linkEnd: LinkEnd | undefined): Promise<AudioEnd> {
    try {
      const result = await within(this.#reply, REPLY_TIMEOUT);
      if (result === undefined) {
        const message = `Audio failed: Asterisk did not end it within ${REPLY_TIMEOUT} ms`;
        return { reason: "error", error: new AgiAudioError(message, { cause: linkEnd?.error }) };
      }
      if (result === 0) return { reason: "closed" };
      if (linkEnd?.starved) return { reason: "timeout" };
      return { reason: "error", error: broken(linkEnd?.error) };
    } catch (error) {
      return { reason: error instanceof AgiHangup ? "hangup" : "error", error };
    }
  }

  #bytesIn(milliseconds: number): number {
    return Math.ceil(milliseconds * this.frameBytes / FRAME_MS);
  }

  #millisecondsIn(bytes: number): number {
    return bytes * FRAME_MS / this.frameBytes;
  }
}

function broken(cause: Error | undefined): AgiAudioError {
  const why = cause === undefined ? "Asterisk ended it" : `the connection broke: ${cause.message}`;
  return new AgiAudioError(`Audio failed: ${why} (see Asterisk's log)`, { cause });
}

/** Makes the error for a use after the end. */
function reasonOf({ reason, error }: AudioEnd): Error {
  if (error instanceof Error) return error;
  const text = reason === "timeout" ? "timed out" : "was closed";
  return new AgiAudioError(`Audio ended: it ${text}`, { cause: error });
}

/** Unlike this, a stream's own iterator can't be abandoned while it waits for a chunk. */
function readerOf(stream: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array> {
  const reader = stream.getReader();
  return {
    async next() {
      const { value, done } = await reader.read();
      return done ? { value: undefined, done } : { value, done };
    },
    async return() {
      await reader.cancel();
      return { value: undefined, done: true };
    },
  };
}

function iteratorOf(source: AudioSource): Iterator<Uint8Array> | AsyncIterator<Uint8Array> {
  if (source instanceof Uint8Array) return [source].values();
  if (source instanceof ReadableStream) return readerOf(source);
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : source[Symbol.iterator]();
}
