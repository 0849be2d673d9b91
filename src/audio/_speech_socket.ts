import { AgiAudioError } from "../errors.ts";
import { type AeapRequest, parseAeapRequest } from "./_aeap_message.ts";
import { CallerAudio } from "./_caller_audio.ts";
import { FRAME_MS } from "./_frame_clock.ts";
import type { RecognizedSpeech, SpeechSession } from "./speech_session.ts";

/** The only codec that is accepted: signed 16-bit PCM at 8 kHz. */
const CODEC = "slin";
const RATE = 8000;

/** The time Asterisk has to send its setup, in milliseconds. It does so at once. */
const SETUP_TIMEOUT = 2000;

/** The time Asterisk has to close its side, in milliseconds. It does so at once. */
const CLOSE_TIMEOUT = 1000;

/** Maximum length of a message; Asterisk sends frames, and a few hundred characters. */
const MAX_MESSAGE = 64 * 1024;

/** Maximum number of bytes that wait to be sent: Asterisk reads at once, another peer may not. */
const MAX_UNSENT = 256 * 1024;

/** Maximum number of parameters kept. */
const MAX_PARAMS = 100;

/** Maximum audio buffered for the handler, in milliseconds. */
const MAX_DELAY = 10_000;

/** One speech object of Asterisk: a WebSocket that carries the caller's audio and the results. */
export class SpeechSocket implements SpeechSession {
  readonly rate: number = RATE;
  /** Resolves when Asterisk has sent its setup, to whether it did. */
  readonly ready: Promise<boolean>;
  /** Resolves when the connection has closed, or a peer has not closed its side in time. */
  readonly closed: Promise<void>;
  #socket: WebSocket;
  #caller = new CallerAudio({
    frameBytes: RATE * 2 * FRAME_MS / 1000,
    maxFrames: MAX_DELAY / FRAME_MS,
  });
  #params = new Map<string, string>();
  #controller = new AbortController();
  #ready = Promise.withResolvers<boolean>();
  #closed = Promise.withResolvers<void>();
  /** The timeout for the setup, or for the end of the connection. */
  #timer: ReturnType<typeof setTimeout>;
  #closing = false;

  /** Takes over a connection of Asterisk. */
  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#onMessage(data);
    socket.onclose = () => this.#onClose();
    this.#timer = setTimeout(() => this.close(), SETUP_TIMEOUT);
  }

  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#caller.readable;
  }

  get params(): ReadonlyMap<string, string> {
    return this.#params;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  report(results: readonly RecognizedSpeech[]): void {
    const params = {
      // Asterisk makes "(null)" of a missing grammar.
      results: results.map(({ text, score, grammar = "" }) => ({ text, score, grammar })),
    };
    for (const { score } of results) {
      if (Number.isInteger(score) && score >= 0 && score <= 1000) continue;
      throw new RangeError(`Invalid score ${score}: must be a whole number from 0 to 1000`);
    }
    this.#send({ request: "set", id: crypto.randomUUID(), params });
  }

  /**
   * Closes the connection. The session ends after a second although the peer ignores that: Deno
   * (2.9.6) has no way to end such a connection, but it must not keep its place.
   */
  close(): void {
    if (this.#socket.readyState !== WebSocket.CLOSED) this.#socket.close();
    if (this.#closing) return;
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onClose(), CLOSE_TIMEOUT);
  }

  #onMessage(data: unknown): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const length = typeof data === "string" ? data.length : (data as ArrayBuffer).byteLength;
    if (length > MAX_MESSAGE) return this.close();
    if (data instanceof ArrayBuffer) return this.#caller.push(new Uint8Array(data));
    try {
      const request = parseAeapRequest(`${data}`);
      if (request !== undefined) this.#answer(request);
    } catch {
      this.close();
    }
  }

  #answer({ name, id, codecs, params }: AeapRequest): void {
    for (const [key, value] of params) {
      if (this.#params.size < MAX_PARAMS || this.#params.has(key)) this.#params.set(key, value);
    }
    if (name !== "setup") return this.#send({ response: name, id, params: {} });
    if (!codecs.includes(CODEC)) {
      this.#send({ response: name, id, error_msg: `codecs must contain ${CODEC}` });
      return this.close();
    }
    this.#send({ response: name, id, codecs: [{ name: CODEC }] });
    clearTimeout(this.#timer);
    this.#ready.resolve(true);
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT) return this.close();
    this.#socket.send(JSON.stringify(message));
  }

  #onClose(): void {
    this.#closing = true;
    clearTimeout(this.#timer);
    this.#ready.resolve(false);
    this.#caller.end();
    this.#controller.abort(new AgiAudioError("Speech ended: Asterisk destroyed the speech object"));
    this.#closed.resolve();
  }
}
