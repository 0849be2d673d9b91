import type { AudioListener } from "../../src/audio/_audio_listener.ts";
import type { AudioConn } from "../../src/audio/audio_conn.ts";
import { FrameClock } from "../../src/audio/_frame_clock.ts";
import { AudioSocketFrames, writeHeader } from "../../src/audio/audio_socket_frames.ts";
import type { Ami } from "../asterisk/harness/ami.ts";
import type { Latencies } from "./_latencies.ts";

/** The length of the samples of a frame, in bytes. */
const FRAME_BYTES = 320;

/** A sample that marks a numbered frame; the number is the next one. */
const MARK = 12_345;

/** Numbers are samples. */
const NUMBERS = 32_768;

const clock = new FrameClock();

/** What the other legs of all calls saw. */
export interface AudioCounts {
  sent: number;
  returned: number;
  /** Numbers that were left out between two frames that came back. */
  lost: number;
  readonly roundTrip: Latencies;
  readonly gap: Latencies;
}

/** The other leg of a call: speaks numbered frames, and listens for them to come back. */
export class AudioLeg {
  /** Whether it is loud: the handler of a barge-in stops then. */
  loud = false;
  /** When the first loud frame was sent. */
  loudSince: number | undefined;
  /** Called for each frame that comes. */
  onFrame: ((loud: boolean) => void) | undefined;
  #conn: AudioConn;
  #counts: AudioCounts;
  #sentAt = new Float64Array(NUMBERS);
  #next = 0;
  #expected: number | undefined;
  #cameAt = 0;
  #tick = { onTick: (frames: number) => this.#send(frames) };

  private constructor(conn: AudioConn, counts: AudioCounts) {
    this.#conn = conn;
    this.#counts = counts;
    clock.add(this.#tick);
    this.#read();
  }

  /** Places a call whose other leg is this. */
  static async place(
    ami: Ami,
    { listener, agi, counts }: { listener: AudioListener; agi: string; counts: AudioCounts },
  ): Promise<AudioLeg> {
    const uuid = crypto.randomUUID();
    const expected = listener.expect(uuid);
    await ami.action("Originate", {
      Channel: "Local/up@test/n",
      Application: "AudioSocket",
      Data: `${uuid},127.0.0.1:${listener.addr.port}`,
      Codecs: "slin",
      Async: "true",
      Timeout: "60000",
      Variable: [`AGIARGS=${new TextEncoder().encode(agi).toBase64()}`],
    });
    return new AudioLeg(await expected.arrived, counts);
  }

  /** Speaks no more. */
  mute(): void {
    clock.delete(this.#tick);
  }

  /** Hangs up. */
  close(): void {
    this.mute();
    this.#conn.close();
  }

  async #send(frames: number): Promise<void> {
    for (let count = 0; count < frames; count++) {
      const frame = new Uint8Array(3 + FRAME_BYTES);
      writeHeader(frame, 0x10, FRAME_BYTES);
      const samples = new DataView(frame.buffer, 3);
      samples.setInt16(0, MARK, true);
      samples.setInt16(2, this.#next, true);
      for (let at = 4; this.loud && at < FRAME_BYTES; at += 2) samples.setInt16(at, 20_000, true);
      const now = performance.now();
      if (this.loud) this.loudSince ??= now;
      this.#sentAt[this.#next] = now;
      this.#next = (this.#next + 1) % NUMBERS;
      this.#counts.sent++;
      await this.#conn.write(frame).catch(() => this.mute());
    }
  }

  async #read(): Promise<void> {
    const frames = new AudioSocketFrames();
    const buffer = new Uint8Array(8192);
    try {
      while (true) {
        const count = await this.#conn.read(buffer);
        if (count === null) break;
        frames.push(buffer.subarray(0, count), (type, payload) => {
          if (type === 0x10) this.#take(payload);
        });
      }
    } catch {
      // It was closed.
    }
    this.mute();
  }

  #take(payload: Uint8Array): void {
    const now = performance.now();
    const samples = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    this.onFrame?.(Math.abs(samples.getInt16(100, true)) > 1000);
    if (this.#cameAt > 0) this.#counts.gap.add(now - this.#cameAt);
    this.#cameAt = now;
    if (samples.getInt16(0, true) !== MARK) return;
    const number = samples.getInt16(2, true);
    if (this.#expected !== undefined) {
      this.#counts.lost += (number - this.#expected + NUMBERS) % NUMBERS;
    }
    this.#expected = (number + 1) % NUMBERS;
    this.#counts.returned++;
    this.#counts.roundTrip.add(now - (this.#sentAt[number] ?? now));
  }
}
