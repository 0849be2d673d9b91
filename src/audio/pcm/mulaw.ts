/** The bias, which makes each segment start at a power of two; G.711 has 33 for 14 bits. */
const BIAS = 33 << 2;

/** The loudest sample that does not overflow the top segment. */
const CLIP = 32635;

const DECODED: Int16Array = Int16Array.from({ length: 256 }, (_, code) => decode(code));

/**
 * Encodes 16-bit samples as G.711 mu-law, one byte each: the codec `ulaw` of Asterisk.
 *
 * @example
 * ```ts
 * import { encodeMulaw } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(encodeMulaw(new Int16Array([0, 32124, -32124])), new Uint8Array([0xff, 0x80, 0]));
 * ```
 */
export function encodeMulaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(samples.length);
  for (let index = 0; index < samples.length; index++) codes[index] = encode(samples[index] ?? 0);
  return codes;
}

/**
 * Decodes G.711 mu-law to 16-bit samples.
 *
 * @example
 * ```ts
 * import { decodeMulaw } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeMulaw(new Uint8Array([0xff, 0x80, 0])), new Int16Array([0, 32124, -32124]));
 * ```
 */
export function decodeMulaw(codes: Uint8Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(codes.length);
  for (let index = 0; index < codes.length; index++) {
    samples[index] = DECODED[codes[index] ?? 0] ?? 0;
  }
  return samples;
}

function encode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(sample < 0 ? ~sample : sample, CLIP) + BIAS;
  // The position of the highest bit names the segment: 7 is the lowest that the bias leaves.
  const segment = 24 - Math.clz32(biased);
  return ~(sign | segment << 4 | biased >> segment + 3 & 0xf) & 0xff;
}

function decode(code: number): number {
  const bits = ~code & 0xff;
  const segment = bits >> 4 & 7;
  const size = ((bits & 0xf) << 3) + BIAS << segment;
  return bits & 0x80 ? BIAS - size : size - BIAS;
}
