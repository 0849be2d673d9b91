/** Samples in a millisecond. */
const RATE = 8;

/** A frame with a sample of at least this level is not silence. */
const LOUD = 500;

/** Maximum audio kept of a call, in samples: 10 minutes. */
const MOST_HEARD = 10 * 60_000 * RATE;

/** The audio that the caller speaks and hears, at 8 kHz. */
export class Microphone {
  /** Whether the audio of the call is open. */
  open = false;
  /** Whether the caller hears something other than silence. */
  loud = false;
  #spoken: Int16Array | undefined;
  #begun = 0;
  #heard: Int16Array[] = [];
  #length = 0;

  /** Starts the caller's speech, and cuts off speech in progress. */
  speak(samples: Int16Array, now: number): void {
    this.#spoken = samples;
    this.#begun = now;
  }

  /** Returns the caller's speech in the 20 ms before `now`. */
  record(now: number): Int16Array {
    const frame = new Int16Array(20 * RATE);
    const from = Math.round((now - 20 - this.#begun) * RATE);
    if (this.#spoken === undefined || from <= -frame.length) return frame;
    const part = this.#spoken.subarray(Math.max(0, from), Math.max(0, from + frame.length));
    frame.set(part, Math.max(0, -from));
    return frame;
  }

  /** Plays samples to the caller. */
  hear(samples: Int16Array): void {
    this.loud = samples.some((sample) => Math.abs(sample) >= LOUD);
    if (this.#length + samples.length > MOST_HEARD) return;
    this.#heard.push(samples);
    this.#length += samples.length;
  }

  /** Everything that the caller has heard. */
  get heard(): Int16Array<ArrayBuffer> {
    const all = new Int16Array(this.#length);
    let at = 0;
    for (const part of this.#heard) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
