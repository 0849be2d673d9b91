/**
 * Reads bytes of signed 16-bit little-endian PCM as samples. The samples share the memory of the
 * bytes where they are aligned, and are a copy otherwise.
 *
 * @param bytes An even number of bytes.
 * @throws {RangeError} If the number of bytes is odd.
 *
 * @example
 * ```ts
 * import { samplesOf } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(samplesOf(new Uint8Array([1, 0, 255, 255])), new Int16Array([1, -1]));
 * ```
 */
export function samplesOf(bytes: Uint8Array): Int16Array {
  if (bytes.length % 2 !== 0) {
    throw new RangeError(
      `Reading ${bytes.length} bytes as 16-bit samples failed: the number is odd (cut the audio ` +
        "between samples)",
    );
  }
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/**
 * Returns the bytes of samples, as signed 16-bit little-endian PCM, in the same memory.
 *
 * @example
 * ```ts
 * import { bytesOf } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(bytesOf(new Int16Array([1, -1])), new Uint8Array([1, 0, 255, 255]));
 * ```
 */
export function bytesOf<Memory extends ArrayBufferLike>(
  samples: Int16Array<Memory>,
): Uint8Array<Memory> {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/**
 * Converts 16-bit samples to floats from -1 up to, but not including, 1. {@linkcode toInt16} gives
 * the same samples back.
 *
 * @example
 * ```ts
 * import { toFloat32 } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toFloat32(new Int16Array([-32768, 16384])), new Float32Array([-1, 0.5]));
 * ```
 */
export function toFloat32(samples: Int16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    floats[index] = (samples[index] ?? 0) / 32768;
  }
  return floats;
}

/**
 * Converts floats from -1 to 1 to 16-bit samples, rounded. Louder samples are clipped, and NaN
 * becomes silence.
 *
 * @example
 * ```ts
 * import { toInt16 } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toInt16(new Float32Array([-1, 0.5, 7])), new Int16Array([-32768, 16384, 32767]));
 * ```
 */
export function toInt16(floats: Float32Array): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(floats.length);
  for (let index = 0; index < floats.length; index++) {
    const sample = Math.round((floats[index] ?? 0) * 32768);
    samples[index] = Math.max(-32768, Math.min(32767, sample));
  }
  return samples;
}
