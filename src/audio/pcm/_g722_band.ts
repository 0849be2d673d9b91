/**
 * One of the two bands of G.722 (ITU-T G.722, clause 6): an ADPCM decoder whose predictor has two
 * poles and six zeros, and whose step adapts to the signal. All numbers are 16-bit fixed point, as in the standard.
 */
const ZEROS = 6;

/** The inverse quantizer of 6 bits, for the samples of the low band. */
const LEVELS_64 = mirror(
  [
    24808,
    21904,
    19008,
    16704,
    14984,
    13512,
    12280,
    11192,
    10232,
    9360,
    8576,
    7856,
    7192,
    6576,
    6000,
  ]
    .concat([5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728]),
  { low: [-136, -136, -136, -136], high: [432, 136, -432, -136] },
);

/** The inverse quantizer of the 4 higher bits, for the predictor of the low band. */
const LEVELS_16 = mirror([20456, 12896, 8968, 6288, 4240, 2584, 1200], { low: [0], high: [0] });

/** How the step of the low band changes, by those 4 bits. */
const LOW_CHANGES = [
  -60,
  3042,
  1198,
  538,
  334,
  172,
  58,
  -30,
  3042,
  1198,
  538,
  334,
  172,
  58,
  -30,
  -60,
];

/** The inverse quantizer of 2 bits, and the changes of the step, for the high band. */
const LEVELS_4 = [-7408, -1616, 7408, 1616];
const HIGH_CHANGES = [798, -214, 798, -214];

/** The powers of two from 1 to 2 in 32 steps, times 2,048. */
const POWERS = Array.from({ length: 32 }, (_, step) => Math.round(2048 * 2 ** (step / 32)));

/** What the bands differ in. */
interface Band {
  /** The levels of the predictor, by `code >> shift`. */
  readonly levels: readonly number[];
  readonly shift: number;
  /** The levels of the samples, by the code. */
  readonly fine: readonly number[];
  readonly changes: readonly number[];
  readonly mostLog: number;
  readonly exponent: number;
  readonly step: number;
}

const BANDS: Readonly<Record<"low" | "high", Band>> = {
  low: {
    levels: LEVELS_16,
    shift: 2,
    fine: LEVELS_64,
    changes: LOW_CHANGES,
    mostLog: 18432,
    exponent: 8,
    step: 32,
  },
  high: {
    levels: LEVELS_4,
    shift: 0,
    fine: LEVELS_4,
    changes: HIGH_CHANGES,
    mostLog: 22528,
    exponent: 10,
    step: 8,
  },
};

/** Decodes the codes of a band one after the other. */
export class BandDecoder {
  #band: Band;
  #predictor: Predictor = new Predictor();
  #log = 0;
  #step: number;

  /** Begins with silence. */
  constructor(band: "low" | "high") {
    this.#band = BANDS[band];
    this.#step = this.#band.step;
  }

  /** Decodes a code of 6 or 2 bits to a sample of 15 bits, at 8,000 Hz. */
  decode(code: number): number {
    const { levels, shift, fine, changes } = this.#band;
    const coarse = code >> shift;
    const sample = this.#predictor.next + (this.#step * (fine[code] ?? 0) >> 15);
    this.#predictor.update(this.#step * (levels[coarse] ?? 0) >> 15);
    this.#adapt(changes[coarse] ?? 0);
    return clamp(sample, -0x4000, 0x3fff);
  }

  #adapt(change: number): void {
    const { mostLog, exponent } = this.#band;
    this.#log = clamp((this.#log * 127 >> 7) + change, 0, mostLog);
    const power = POWERS[this.#log >> 6 & 31] ?? 0;
    const shift = exponent - (this.#log >> 11);
    this.#step = (shift < 0 ? power << -shift : power >> shift) << 2;
  }
}

/** Predicts the next sample of a band by the last two samples and the last six differences. */
class Predictor {
  /** The prediction. */
  next = 0;
  #zeroPart = 0;
  /** The poles, the samples and their parts without poles: the last one, and the one before it. */
  #poles = new Int16Array(2);
  #samples = new Int16Array(2);
  #partial = new Int16Array(2);
  #zeros = new Int16Array(ZEROS);
  #differences = new Int16Array(ZEROS);

  /** Takes the difference between the sample and its prediction. */
  update(difference: number): void {
    const partial = saturate(this.#zeroPart + difference);
    this.#adaptPoles(partial);
    this.#adaptZeros(difference);
    push(this.#samples, saturate(this.next + difference));
    push(this.#partial, partial);
    push(this.#differences, difference);
    this.#zeroPart = saturate(weigh(this.#zeros, this.#differences));
    this.next = saturate(saturate(weigh(this.#poles, this.#samples)) + this.#zeroPart);
  }

  #adaptPoles(partial: number): void {
    const [first = 0, second = 0] = this.#poles;
    const [last = 0, beforeLast = 0] = this.#partial;
    const same = sameSign(partial, last);
    const slope = saturate(4 * first);
    const turned = same ? saturate(-slope) : slope;
    const trend = sameSign(partial, beforeLast) ? 128 : -128;
    const newSecond = clamp((turned >> 7) + trend + (second * 32512 >> 15), -12288, 12288);
    const limit = saturate(15360 - newSecond);
    this.#poles[0] = clamp(saturate((same ? 192 : -192) + (first * 32640 >> 15)), -limit, limit);
    this.#poles[1] = newSecond;
  }

  #adaptZeros(difference: number): void {
    const step = difference === 0 ? 0 : 128;
    for (let index = 0; index < ZEROS; index++) {
      const change = sameSign(difference, this.#differences[index] ?? 0) ? step : -step;
      this.#zeros[index] = saturate(change + ((this.#zeros[index] ?? 0) * 32640 >> 15));
    }
  }
}

/** Puts a value first, and drops the last one. */
function push(values: Int16Array, value: number): void {
  for (let index = values.length - 1; index > 0; index--) values[index] = values[index - 1] ?? 0;
  values[0] = value;
}

/** Adds values up by their weights, which are fractions of 2^14. */
function weigh(weights: Int16Array, values: Int16Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) {
    sum += (weights[index] ?? 0) * saturate(2 * (values[index] ?? 0)) >> 15;
  }
  return sum;
}

/** Levels by their codes: the negative ones, then the positive ones, with some codes apart. */
function mirror(
  levels: readonly number[],
  { low, high }: { low: readonly number[]; high: readonly number[] },
): readonly number[] {
  return [...low, ...levels.map((level) => -level), ...levels, ...high];
}

function sameSign(a: number, b: number): boolean {
  return a < 0 === b < 0;
}

function saturate(value: number): number {
  return clamp(value, -0x8000, 0x7fff);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
