import { decodeAlaw } from "./alaw.ts";
import { decodeMulaw } from "./mulaw.ts";
import { Resampler } from "./resampler.ts";
import { samplesOf, toFloat32, toInt16 } from "./samples.ts";
import { readWavHeader, type WavInfo } from "./wav.ts";

/**
 * Decodes a WAV file to mono samples of one rate: mixes stereo, and converts another rate. The
 * header may announce more or fewer bytes than the file has.
 *
 * @param bytes The whole file.
 * @param rate The sample rate of the result in Hz; that of the file by default.
 * @throws {TypeError} See {@linkcode readWavHeader}.
 *
 * @example
 * ```ts
 * import { decodeWav, wavHeader } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Uint8Array([...wavHeader({ rate: 16_000, length: 4 }), 1, 0, 2, 0]);
 * assertEquals(decodeWav(file), { samples: new Int16Array([1, 2]), rate: 16_000 });
 * ```
 */
export function decodeWav(bytes: Uint8Array, rate?: number): { samples: Int16Array; rate: number } {
  const info = readWavHeader(bytes);
  if (info === undefined) {
    throw new TypeError("Decoding the WAV file failed: it ends before its samples begin");
  }
  const samples = mix(decode(bytes, info), info.channels);
  if (rate === undefined || rate === info.rate) return { samples, rate: info.rate };
  const resampler = new Resampler(info.rate, rate);
  const parts = [resampler.push(toFloat32(samples)), resampler.flush()];
  const converted = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  converted.set(parts[0] ?? []);
  converted.set(parts[1] ?? [], parts[0]?.length);
  return { samples: toInt16(converted), rate };
}

function decode(bytes: Uint8Array, { encoding, offset, length }: WavInfo): Int16Array {
  const data = bytes.subarray(offset, Math.min(bytes.length, offset + length));
  if (encoding === "mulaw") return decodeMulaw(data);
  if (encoding === "alaw") return decodeAlaw(data);
  return samplesOf(data.subarray(0, data.length & ~1));
}

function mix(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  return Int16Array.from(
    { length: Math.floor(samples.length / 2) },
    (_, index) => ((samples[2 * index] ?? 0) + (samples[2 * index + 1] ?? 0)) >> 1,
  );
}
