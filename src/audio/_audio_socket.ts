import { type AudioClock, type AudioConn, closeConn } from "./audio_conn.ts";
import { within } from "../transport/within.ts";
import {
  AUDIO_FRAMES,
  AudioSocketFrames,
  DTMF_FRAME,
  HANGUP_FRAME,
  HEADER_BYTES,
  writeHeader,
} from "./audio_socket_frames.ts";
import type { AudioEnds, AudioLink } from "./_open_call_audio.ts";
import { DIGITS } from "./_digits.ts";
import { frameClock, type Ticking } from "./_frame_clock.ts";

/** Maximum number of frames sent at once. */
const MAX_FRAMES = 10;

/** The number of ticks within which the frames of a pause are made up for; 500 ms. */
const MAX_OWED_TICKS = 25;

/** Enough for the backlog of a pause; one frame is 323 bytes. */
const READ_BYTES = 8192;

/** The connection is closed if Asterisk does not take this many frames in a row; 10 s. */
const MAX_STUCK = 500;

/** How long Asterisk may take to close its side, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** A pause of this length in sending makes Asterisk give up, in milliseconds: after 2 s in all. */
const STARVED = 1500;

/** A connection from Asterisk that carries audio both ways, after its first frame was read. */
export class AudioSocket implements AudioLink, Ticking {
  #conn: AudioConn;
  #clock: AudioClock;
  #ends: AudioEnds;
  #type: number;
  #buffer: Uint8Array;
  #writing: Promise<void> | undefined;
  #stuck = 0;
  /** The frames missed in a pause of the process, and the ticks left to make up for them. */
  #owed = 0;
  #owedTicks = 0;
  /** When the last frame was sent, and the time since the one before it. */
  #sentAt = performance.now();
  #gap = 0;
  #reading: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** Takes over a connection. */
  constructor(conn: AudioConn, ends: AudioEnds) {
    this.#conn = conn;
    this.#clock = conn.clock ?? frameClock;
    this.#ends = ends;
    this.#type = AUDIO_FRAMES.get(ends.rate) ?? 0;
    this.#buffer = new Uint8Array(MAX_FRAMES * (HEADER_BYTES + ends.frameBytes));
  }

  /** Starts to read, and to send a frame every 20 ms. */
  start(): void {
    this.#clock.add(this);
    this.#reading = this.#read();
  }

  /** Called by the clock. A frame that Asterisk has no room for stays in the queue. */
  onTick(due: number): void {
    if (this.#writing !== undefined) {
      this.#stuck += due;
      if (this.#stuck > MAX_STUCK) closeConn(this.#conn);
      return;
    }
    const { frameBytes, fill } = this.#ends;
    const size = HEADER_BYTES + frameBytes;
    const frames = 1 + this.#makeUp(due - 1);
    for (let index = 0; index < frames; index++) {
      const frame = this.#buffer.subarray(index * size, (index + 1) * size);
      writeHeader(frame, this.#type, frameBytes);
      fill(frame.subarray(HEADER_BYTES));
    }
    const now = performance.now();
    this.#gap = now - this.#sentAt;
    this.#sentAt = now;
    this.#writing = this.#write(this.#buffer.subarray(0, frames * size));
  }

  /**
   * Returns how many frames to send besides the one that is due. After a pause of the process,
   * sends the backlog so that a live source does not stay late; to the phone it looks like network
   * jitter.
   */
  #makeUp(missed: number): number {
    if (missed > 0) {
      this.#owed = Math.min(MAX_FRAMES - 1, this.#owed + missed);
      this.#owedTicks = MAX_OWED_TICKS;
    }
    if (this.#owed === 0) return 0;
    if (this.#owedTicks-- === 0) this.#owed = 0;
    const { available, frameBytes } = this.#ends;
    const waiting = Math.floor(available() / frameBytes) - 1;
    const frames = Math.max(0, Math.min(this.#owed, waiting));
    this.#owed -= frames;
    return frames;
  }

  /** Ends the audio: sends a hangup frame, waits until Asterisk has closed, and closes. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#clock.delete(this);
    await within(this.#hangUp(), CLOSE_TIMEOUT);
    closeConn(this.#conn);
    await this.#reading;
    await this.#writing;
  }

  async #hangUp(): Promise<void> {
    await this.#writing;
    await this.#write(new Uint8Array([HANGUP_FRAME, 0, 0]));
    try {
      await this.#conn.closeWrite();
    } catch {
      // Already closed.
    }
    await this.#reading;
  }

  /**
   * Writes all bytes. Bytes that can't be written are lost; reading reports why the connection
   * broke.
   */
  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
      this.#stuck = 0;
    } catch {
      // Reading fails as well, or ends.
    }
    this.#writing = undefined;
  }

  async #read(): Promise<void> {
    const frames = new AudioSocketFrames();
    const buffer = new Uint8Array(READ_BYTES);
    let error: Error | undefined;
    try {
      while (true) {
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        if (this.#closing !== undefined) continue;
        frames.push(buffer.subarray(0, count), (type, payload) => this.#onFrame(type, payload));
      }
    } catch (thrown) {
      error = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    this.#clock.delete(this);
    // After a pause of the process, a frame may have been sent before the end was read.
    const starved = Math.max(this.#gap, performance.now() - this.#sentAt) >= STARVED;
    if (this.#closing === undefined) this.#ends.onEnd({ starved, ...error && { error } });
  }

  #onFrame(type: number, payload: Uint8Array): void {
    if (type === this.#type) return this.#ends.onAudio(payload);
    if (type !== DTMF_FRAME) return;
    const digit = String.fromCharCode(payload[0] ?? 0);
    if (payload.length === 1 && DIGITS.includes(digit)) this.#ends.onDigit(digit);
  }
}
