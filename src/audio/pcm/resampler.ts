/** Zero crossings of the filter on each side, at the lower of the two rates: 4 ms at 8 kHz. */
const CROSSINGS = 32;

/** The stopband attenuation, in dB: below the noise of 16 bits of speech. */
const ATTENUATION = 80;

/** Maximum number of phases of a filter: all pairs of usual rates need 640 or fewer. */
const MAX_PHASES = 1000;

/** The rates that audio can have, in Hz. */
const MIN_RATE = 4000;
const MAX_RATE = 192_000;

/** Banks of filters by ratio: a process converts between few pairs of rates. */
const filters = new Map<string, Filter>();

/** Maximum number of cached banks; the rates may come from outside. */
const MAX_FILTERS = 32;

interface Filter {
  /** Taps of a phase. */
  readonly taps: number;
  /** The taps of all phases, one phase after the other. */
  readonly bank: Float32Array;
}

/**
 * Converts audio from one sample rate to another, chunk by chunk, by a polyphase FIR filter with
 * linear phase. Frequencies above the Nyquist frequency of the lower rate are suppressed by 80 dB;
 * those below 84 % of it pass unchanged.
 *
 * The output is complete after {@linkcode flush}; until then the last 32 samples of the lower rate
 * are missing, which is the delay: 4 ms at 8 kHz.
 *
 * @example
 * ```ts
 * import { Resampler } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const resampler = new Resampler(8000, 16_000);
 * const first = resampler.push(new Float32Array(160));
 * const last = resampler.flush();
 * assertEquals(first.length + last.length, 320);
 * ```
 */
export class Resampler {
  #up: number;
  #down: number;
  #filter: Filter;
  /** Samples that the next output may still need. */
  #input: Float32Array;
  #filled: number;
  /** The place of the next output in {@linkcode #input}, and its phase between two samples. */
  #at = 0;
  #phase = 0;
  #taken = 0;
  #given = 0;

  /**
   * Makes a converter.
   *
   * @param from The rate of the input, in Hz.
   * @param to The rate of the output, in Hz.
   * @throws {RangeError} If a rate is not an integer from 4,000 to 192,000, or if the ratio of the
   * two needs more than 1,000 filter phases, as 8,001 to 8,000 would.
   */
  constructor(from: number, to: number) {
    for (const rate of [from, to]) {
      if (!Number.isInteger(rate) || rate < MIN_RATE || rate > MAX_RATE) {
        throw new RangeError(
          `Resampling failed: the rate "${rate}" is not an integer from ${MIN_RATE} to ${MAX_RATE}`,
        );
      }
    }
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    if (this.#up > MAX_PHASES) {
      throw new RangeError(
        `Resampling "${from}" to "${to}" Hz failed: their ratio needs ${this.#up} filter ` +
          `phases (${MAX_PHASES} are allowed)`,
      );
    }
    this.#filter = filterOf(this.#up, this.#down);
    // Half a filter of silence before the first sample: the output is not shifted.
    this.#filled = this.#filter.taps / 2 - 1;
    this.#input = new Float32Array(this.#filled);
  }

  /** Takes samples; returns the output samples that they complete. */
  push(samples: Float32Array): Float32Array<ArrayBuffer> {
    this.#taken += samples.length;
    return this.#convert(samples);
  }

  /** Returns the rest of the output, and resets the converter. */
  flush(): Float32Array<ArrayBuffer> {
    const rest = Math.ceil(this.#taken * this.#up / this.#down) - this.#given;
    const output = this.#convert(new Float32Array(this.#filter.taps)).slice(0, Math.max(0, rest));
    this.#filled = this.#filter.taps / 2 - 1;
    this.#input = new Float32Array(this.#filled);
    this.#at =
      this.#phase =
      this.#taken =
      this.#given =
        0;
    return output;
  }

  #convert(samples: Float32Array): Float32Array<ArrayBuffer> {
    const { taps, bank } = this.#filter;
    const input = new Float32Array(this.#filled + samples.length);
    input.set(this.#input.subarray(0, this.#filled));
    input.set(samples, this.#filled);
    const places = input.length - taps - this.#at + 1;
    const count = places <= 0 ? 0 : Math.ceil((places * this.#up - this.#phase) / this.#down);
    const output = new Float32Array(count);
    for (let index = 0; index < count; index++) {
      let sum = 0;
      const offset = this.#phase * taps;
      for (let tap = 0; tap < taps; tap++) {
        sum += (input[this.#at + tap] ?? 0) * (bank[offset + tap] ?? 0);
      }
      output[index] = sum;
      this.#phase += this.#down;
      const steps = Math.floor(this.#phase / this.#up);
      this.#at += steps;
      this.#phase -= steps * this.#up;
    }
    const used = Math.min(this.#at, input.length);
    this.#input = input.slice(used);
    this.#filled = this.#input.length;
    this.#at -= used;
    this.#given += count;
    return output;
  }
}

function filterOf(up: number, down: number): Filter {
  const key = `${up}/${down}`;
  let filter = filters.get(key);
  if (filter !== undefined) return filter;
  filter = designFilter(up, down);
  if (filters.size >= MAX_FILTERS) filters.clear();
  filters.set(key, filter);
  return filter;
}

/** A sinc in a Kaiser window, sampled for each phase between two input samples. */
function designFilter(up: number, down: number): Filter {
  // Positions are in input samples; `stretch` widens the filter where the output rate is lower.
  const stretch = Math.max(1, down / up);
  const half = Math.ceil(CROSSINGS * stretch);
  const taps = 2 * half;
  // Half of the transition band lies below the cutoff, so that it ends where the lower rate does.
  const transition = (ATTENUATION - 8) / (2.285 * 2 * CROSSINGS) / (2 * Math.PI);
  const cutoff = (0.5 - transition / 2) / stretch;
  const beta = 0.1102 * (ATTENUATION - 8.7);
  const bank = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    const row = bank.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const position = tap - (half - 1) - phase / up;
      const inWindow = Math.max(0, 1 - (position / half) ** 2);
      row[tap] = sinc(2 * cutoff * position) * bessel(beta * Math.sqrt(inWindow));
      sum += row[tap] ?? 0;
    }
    // Each phase passes a constant unchanged.
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
  return { taps, bank };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The modified Bessel function of the first kind and order zero. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
