import { BandDecoder } from "./_g722_band.ts";

/** The coefficients of the filter that joins the bands (ITU-T G.722, table 11). */
const JOIN = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11] as const;
const BACKWARDS = JOIN.toReversed();

/** How many samples of each band the filter joins. */
const TAPS = JOIN.length;

/**
 * Decodes G.722 at 64 kbit/s to 16-bit samples at 16,000 Hz, two for each byte: the codec `g722` of
 * Asterisk. The result is exact to the bit.
 *
 * @example
 * ```ts
 * import { decodeG722 } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeG722(new Uint8Array(8000)).length, 16_000); // One second.
 * ```
 */
export function decodeG722(codes: Uint8Array): Int16Array<ArrayBuffer> {
  const low = new BandDecoder("low");
  const high = new BandDecoder("high");
  const samples = new Int16Array(codes.length * 2);
  const sums = new Int16Array(TAPS);
  const differences = new Int16Array(TAPS);
  for (const [index, code] of codes.entries()) {
    const lower = low.decode(code & 0x3f);
    const upper = high.decode(code >> 6);
    append(sums, lower + upper);
    append(differences, lower - upper);
    samples[2 * index] = join(differences, BACKWARDS);
    samples[2 * index + 1] = join(sums, JOIN);
  }
  return samples;
}

/** Puts a value last, and drops the first one. */
function append(values: Int16Array, value: number): void {
  for (let tap = 1; tap < TAPS; tap++) values[tap - 1] = values[tap] ?? 0;
  values[TAPS - 1] = value;
}

function join(values: Int16Array, factors: readonly number[]): number {
  let sum = 0;
  for (let tap = 0; tap < TAPS; tap++) sum += (values[tap] ?? 0) * (factors[tap] ?? 0);
  return Math.max(-0x8000, Math.min(0x7fff, sum >> 11));
}
