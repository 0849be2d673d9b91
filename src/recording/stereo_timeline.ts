/** A pause of a side that is longer than this becomes silence, in milliseconds. */
const GAP = 200;

/** How long a side that sends nothing holds back the other, in milliseconds. */
const LAG = 500;

/** Maximum audio buffered; audio that is further ahead of real time is dropped. */
const AHEAD = 2000;

/** The least audio written at once, in milliseconds. */
const BLOCK = 100;

const BYTES_PER_SAMPLE = 4;

/** A side of a call: the caller is on the left, the handler on the right. */
export type Side = "heard" | "said";

/** Options of {@linkcode StereoTimeline}. */
export interface StereoTimelineOptions {
  /** The sample rate in Hz. */
  readonly rate: number;
  /** Receives 16-bit little-endian stereo PCM. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Receives a number of bytes that are silence: too many for the buffer, however long the pause. */
  readonly skip: (bytes: number) => void;
  /** Returns the time in milliseconds; that of the machine by default. */
  readonly now?: () => number;
}

/**
 * Mixes both sides of a call into stereo, each frame at the time when it came: a side that pauses is
 * silent meanwhile. Takes audio no faster than real time, so that a peer can't fill the disk.
 */
export class StereoTimeline {
  #options: StereoTimelineOptions;
  #now: () => number;
  #begun: number;
  /** The mixed samples from {@linkcode #written} on. */
  #buffer: DataView<ArrayBuffer>;
  /** The number of samples that are written. */
  #written = 0;
  /** The ends of both sides, in samples. */
  #ends: Record<Side, number> = { heard: 0, said: 0 };

  /** Begins now. */
  constructor(options: StereoTimelineOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#begun = this.#now();
    // Twice as long as what can be buffered: a frame may be as long as that.
    this.#buffer = new DataView(new ArrayBuffer(2 * this.#samplesIn(AHEAD) * BYTES_PER_SAMPLE));
  }

  /** Adds 16-bit mono PCM of one side; ignored after the end. */
  add(side: Side, audio: Uint8Array): void {
    if (this.#buffer.byteLength === 0) return;
    const due = this.#samplesIn(this.#now() - this.#begun);
    const most = this.#samplesIn(AHEAD);
    const length = Math.min(audio.length >> 1, most);
    let at = Math.max(this.#ends[side], this.#written);
    if (at + length < due - this.#samplesIn(GAP)) at = due - length;
    if (at - due > most) return;
    if (at + length - this.#written > 2 * most) this.#writeTo(at + length - most);
    this.#copy(audio, { length, at: at - this.#written, offset: side === "heard" ? 0 : 2 });
    this.#ends[side] = at + length;
    const both = Math.min(this.#ends.heard, this.#ends.said);
    const ready = Math.min(Math.max(both, due - this.#samplesIn(LAG)), this.#end);
    if (ready - this.#written >= this.#samplesIn(BLOCK)) this.#writeTo(ready);
  }

  /** Writes what is buffered, and releases the buffer: a call can open its audio many times. */
  end(): void {
    this.#writeTo(this.#end);
    this.#buffer = new DataView(new ArrayBuffer(0));
  }

  get #end(): number {
    return Math.max(this.#ends.heard, this.#ends.said);
  }

  #copy(
    audio: Uint8Array,
    { length, at, offset }: { length: number; at: number; offset: number },
  ): void {
    const source = new DataView(audio.buffer, audio.byteOffset, audio.byteLength);
    for (let index = 0; index < length; index++) {
      const target = (at + index) * BYTES_PER_SAMPLE + offset;
      this.#buffer.setInt16(target, source.getInt16(index * 2, true), true);
    }
  }

  /** Writes all samples before this position. Those after the ends of both sides are silence. */
  #writeTo(position: number): void {
    const bytes = (Math.min(position, this.#end) - this.#written) * BYTES_PER_SAMPLE;
    if (bytes > 0) {
      const all = new Uint8Array(this.#buffer.buffer);
      this.#options.write(all.slice(0, bytes));
      all.copyWithin(0, bytes);
      all.fill(0, all.length - bytes);
      this.#written += bytes / BYTES_PER_SAMPLE;
    }
    if (position <= this.#written) return;
    this.#options.skip((position - this.#written) * BYTES_PER_SAMPLE);
    this.#written = position;
  }

  #samplesIn(milliseconds: number): number {
    return Math.round(milliseconds * this.#options.rate / 1000);
  }
}
