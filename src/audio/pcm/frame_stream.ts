/**
 * Cuts audio in chunks of any length into frames of one length. At the end of the stream the last
 * frame is padded with silence.
 *
 * @example
 * ```ts
 * import { FrameStream } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const audio = ReadableStream.from([new Uint8Array([1, 2, 3]), new Uint8Array([4, 5])]);
 * const frames = await Array.fromAsync(audio.pipeThrough(new FrameStream(4)));
 * assertEquals(frames, [new Uint8Array([1, 2, 3, 4]), new Uint8Array([5, 0, 0, 0])]);
 * ```
 */
export class FrameStream extends TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  /**
   * Makes the stream.
   *
   * @param frameBytes The length of a frame; 320 is 20 ms of 16-bit samples at 8 kHz.
   * @throws {RangeError} If it is not a positive integer, or more than 1 MiB.
   */
  constructor(frameBytes: number) {
    if (!Number.isInteger(frameBytes) || frameBytes < 1 || frameBytes > 1 << 20) {
      throw new RangeError(
        `Framing by "${frameBytes}" bytes failed: it must be an integer from 1 to 1048576`,
      );
    }
    let frame = new Uint8Array(frameBytes);
    let filled = 0;
    super({
      transform(chunk, controller) {
        for (let from = 0; from < chunk.length;) {
          const part = chunk.subarray(from, from + frameBytes - filled);
          frame.set(part, filled);
          filled += part.length;
          from += part.length;
          if (filled < frameBytes) break;
          controller.enqueue(frame);
          frame = new Uint8Array(frameBytes);
          filled = 0;
        }
      },
      flush(controller) {
        if (filled > 0) controller.enqueue(frame);
      },
    });
  }
}
