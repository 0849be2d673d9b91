import { Resampler } from "./resampler.ts";
import { bytesOf, samplesOf, toFloat32, toInt16 } from "./samples.ts";

/**
 * Converts a stream of signed 16-bit little-endian PCM from one sample rate to another, see
 * {@linkcode Resampler}. Chunks may have any length, also an odd one.
 *
 * @example Speech of a service at 24 kHz, for a call at 8 kHz
 * ```ts
 * import { ResampleStream } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const speech = ReadableStream.from([new Uint8Array(960), new Uint8Array(480)]);
 * let bytes = 0;
 * for await (const chunk of speech.pipeThrough(new ResampleStream(24_000, 8000))) {
 *   bytes += chunk.length;
 * }
 * assertEquals(bytes, 480);
 * ```
 */
export class ResampleStream extends TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  /**
   * Makes the stream.
   *
   * @param from The rate of what is written, in Hz.
   * @param to The rate of what can be read, in Hz.
   * @throws {RangeError} See {@linkcode Resampler}.
   */
  constructor(from: number, to: number) {
    const resampler = from === to ? undefined : new Resampler(from, to);
    /** The first half of a sample whose second half has not arrived. */
    let half: number | undefined;
    super({
      transform(chunk, controller) {
        if (resampler === undefined) return controller.enqueue(new Uint8Array(chunk));
        let bytes = chunk;
        if (half !== undefined) {
          bytes = new Uint8Array(chunk.length + 1);
          bytes[0] = half;
          bytes.set(chunk, 1);
        }
        const whole = bytes.length & ~1;
        half = bytes[whole];
        const output = resampler.push(toFloat32(samplesOf(bytes.subarray(0, whole))));
        if (output.length > 0) controller.enqueue(bytesOf(toInt16(output)));
      },
      flush(controller) {
        const output = resampler?.flush();
        if (output?.length) controller.enqueue(bytesOf(toInt16(output)));
      },
    });
  }
}
