import { decodeAlaw } from "./alaw.ts";
import { decodeGsm } from "./gsm.ts";
import { decodeMulaw } from "./mulaw.ts";
import { resample } from "./resample.ts";
import { samplesOf } from "./samples.ts";
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
  const wanted = rate ?? info.rate;
  return { samples: resample(samples, info.rate, wanted), rate: wanted };
}

function decode(bytes: Uint8Array, { encoding, offset, length }: WavInfo): Int16Array {
  const data = bytes.subarray(offset, Math.min(bytes.length, offset + length));
  if (encoding === "mulaw") return decodeMulaw(data);
  if (encoding === "alaw") return decodeAlaw(data);
  if (encoding === "gsm") return decodeGsm(data, { packing: "wav49" });
  return samplesOf(data.subarray(0, data.length & ~1));
}

function mix(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  return Int16Array.from(
    { length: Math.floor(samples.length / 2) },
    (_, index) => ((samples[2 * index] ?? 0) + (samples[2 * index + 1] ?? 0)) >> 1,
  );
}
