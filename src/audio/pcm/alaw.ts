/** G.711 inverts every other bit, for the clock of a line that carries silence. */
const INVERTED = 0x55;

const DECODED: Int16Array = Int16Array.from({ length: 256 }, (_, code) => decode(code));

/**
 * Encodes 16-bit samples as G.711 A-law, one byte each: the codec `alaw` of Asterisk.
 *
 * @example
 * ```ts
 * import { encodeAlaw } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(encodeAlaw(new Int16Array([8, 32256, -32256])), new Uint8Array([0xd5, 0xaa, 0x2a]));
 * ```
 */
export function encodeAlaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const codes = new Uint8Array(samples.length);
  for (let index = 0; index < samples.length; index++) codes[index] = encode(samples[index] ?? 0);
  return codes;
}

/**
 * Decodes G.711 A-law to 16-bit samples.
 *
 * @example
 * ```ts
 * import { decodeAlaw } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeAlaw(new Uint8Array([0xd5, 0xaa, 0x2a])), new Int16Array([8, 32256, -32256]));
 * ```
 */
export function decodeAlaw(codes: Uint8Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(codes.length);
  for (let index = 0; index < codes.length; index++) {
    samples[index] = DECODED[codes[index] ?? 0] ?? 0;
  }
  return samples;
}

function encode(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  // 13 bits; -1 is as near to zero as 0 is.
  const size = (sample < 0 ? ~sample : sample) >> 3;
  const segment = Math.max(0, 27 - Math.clz32(size));
  const step = size >> Math.max(1, segment) & 0xf;
  return (sign | segment << 4 | step) ^ INVERTED;
}

function decode(code: number): number {
  const bits = code ^ INVERTED;
  const segment = bits >> 4 & 7;
  const step = (bits & 0xf) << 4;
  const size = segment === 0 ? step + 8 : step + 0x108 << segment - 1;
  return bits & 0x80 ? size : -size;
}
