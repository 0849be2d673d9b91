import type { BitReader } from "./_bit_reader.ts";

/**
 * A frame of GSM 06.10 (ETSI EN 300 961): four segments of 5 ms, each with a pulse train and a
 * pitch, which the lattice filter of the frame shapes. All numbers are 16-bit fixed point, with the
 * standard's rounding and saturation, so every decoder returns the same samples.
 */
const SEGMENTS = 4;
const SEGMENT = 40;
const SAMPLES = SEGMENTS * SEGMENT;
const PULSES = 13;

/** The smallest and largest lag of the pitch, in samples. */
const LEAST_LAG = 40;
const MOST_LAG = 120;

/** Bits of the eight logarithmic area ratios (table 1.1). */
const RATIO_BITS = [6, 6, 5, 5, 4, 4, 3, 3] as const;
/** Their smallest codes, their offsets, and the inverses of their scales (table 4.1). */
const RATIO_LEAST = [-32, -32, -16, -16, -8, -8, -4, -4] as const;
const RATIO_OFFSET = [0, 0, 2048, -2560, 94, -1792, -341, -1144] as const;
const RATIO_SCALE = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708] as const;

/** The gains of the pitch (table 4.3b). */
const PITCH_GAIN = [3277, 11469, 21299, 32767] as const;

/** The mantissas of a block's largest pulse (table 4.6). */
const MANTISSA = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767] as const;

const DEEMPHASIS = 28180;

/** Where the filter's ratios change within a frame, and how much of the previous frame's they keep. */
const BLENDS: readonly (readonly [end: number, blend: (before: number, now: number) => number])[] =
  [
    [13, (before, now) => saturate(saturate((before >> 2) + (now >> 2)) + (before >> 1))],
    [27, (before, now) => saturate((before >> 1) + (now >> 1))],
    [40, (before, now) => saturate(saturate((before >> 2) + (now >> 2)) + (now >> 1))],
    [SAMPLES, (_, now) => now],
  ];

/** Decodes frames of a call one after the other: each depends on those before it. */
export class GsmFrameDecoder {
  /** The last 120 samples of the excitation, then those of a segment. */
  #excitation: Int16Array = new Int16Array(MOST_LAG + SEGMENT);
  #lag = LEAST_LAG;
  #ratios: Int16Array = new Int16Array(RATIO_BITS.length);
  #lattice: Int16Array = new Int16Array(RATIO_BITS.length + 1);
  #last = 0;

  /** Decodes the next 260 bits to 160 samples. */
  decode(bits: BitReader): Int16Array {
    const ratios = readRatios(bits);
    const samples = new Int16Array(SAMPLES);
    for (let segment = 0; segment < SEGMENTS; segment++) {
      samples.set(this.#excite(bits), segment * SEGMENT);
    }
    this.#shape(samples, ratios);
    for (const [index, sample] of samples.entries()) {
      this.#last = saturate(sample + multiply(this.#last, DEEMPHASIS));
      samples[index] = saturate(2 * this.#last) & ~7;
    }
    return samples;
  }

  /** Reads a segment, and adds its pulses to the pitch of what was before. */
  #excite(bits: BitReader): Int16Array {
    const lag = bits.read(7);
    const gain = PITCH_GAIN[bits.read(2)] ?? 0;
    if (lag >= LEAST_LAG && lag <= MOST_LAG) this.#lag = lag;
    const pulses = readPulses(bits);
    const excitation = this.#excitation;
    for (let index = 0; index < SEGMENT; index++) {
      const before = excitation[MOST_LAG + index - this.#lag] ?? 0;
      excitation[MOST_LAG + index] = saturate((pulses[index] ?? 0) + multiply(gain, before));
    }
    const segment = excitation.slice(MOST_LAG);
    excitation.copyWithin(0, SEGMENT);
    return segment;
  }

  /** Filters a frame in place. */
  #shape(samples: Int16Array, ratios: Int16Array): void {
    let start = 0;
    for (const [end, blend] of BLENDS) {
      const reflections = ratios.map((ratio, index) =>
        reflection(blend(this.#ratios[index] ?? 0, ratio))
      );
      for (let at = start; at < end; at++) {
        samples[at] = this.#filter(samples[at] ?? 0, reflections);
      }
      start = end;
    }
    this.#ratios = ratios;
  }

  #filter(input: number, reflections: Int16Array): number {
    const lattice = this.#lattice;
    let sample = input;
    for (let stage = reflections.length - 1; stage >= 0; stage--) {
      const factor = reflections[stage] ?? 0;
      const kept = lattice[stage] ?? 0;
      sample = saturate(sample - multiply(factor, kept));
      lattice[stage + 1] = saturate(kept + multiply(factor, sample));
    }
    lattice[0] = sample;
    return sample;
  }
}

function readRatios(bits: BitReader): Int16Array {
  return Int16Array.from(RATIO_BITS, (count, index) => {
    const code = saturate(bits.read(count) + (RATIO_LEAST[index] ?? 0)) << 10;
    const scaled = multiply(
      RATIO_SCALE[index] ?? 0,
      saturate(code - 2 * (RATIO_OFFSET[index] ?? 0)),
    );
    return saturate(2 * scaled);
  });
}

/** Reads the pulses of a segment: every third sample from a start, the others are 0. */
function readPulses(bits: BitReader): Int16Array {
  const start = bits.read(2);
  const { mantissa, shift } = readScale(bits.read(6));
  const half = shift > 0 ? 1 << shift - 1 : 0;
  const pulses = new Int16Array(SEGMENT);
  for (let pulse = 0; pulse < PULSES; pulse++) {
    const level = 2 * bits.read(3) - 7 << 12;
    pulses[start + 3 * pulse] = saturate(multiply(mantissa, level) + half) >> shift;
  }
  return pulses;
}

/** The largest pulse of a segment: a mantissa, and the bits by which it is shifted to the right. */
function readScale(code: number): { mantissa: number; shift: number } {
  let exponent = code > 15 ? (code >> 3) - 1 : 0;
  let mantissa = code - (exponent << 3);
  if (mantissa === 0) return { mantissa: MANTISSA[7], shift: 10 };
  for (; mantissa <= 7; exponent--) mantissa = 2 * mantissa + 1;
  return { mantissa: MANTISSA[mantissa - 8] ?? 0, shift: 6 - exponent };
}

/** The coefficient of a logarithmic area ratio, by the standard's three straight lines. */
function reflection(ratio: number): number {
  const size = saturate(Math.abs(ratio));
  const value = size < 11059
    ? 2 * size
    : size < 20070
    ? size + 11059
    : saturate((size >> 2) + 26112);
  return ratio < 0 ? -value : value;
}

/** Multiplies fractions of 2^15, and rounds. */
function multiply(a: number, b: number): number {
  return saturate(a * b + 0x4000 >> 15);
}

function saturate(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, value));
}
