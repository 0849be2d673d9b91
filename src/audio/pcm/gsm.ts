import { GsmFrameDecoder } from "./_gsm_frame.ts";
import { BitReader } from "./_bit_reader.ts";

/** Samples of a frame: 20 ms. */
const FRAME_SAMPLES = 160;

/** Bytes of a frame in a `.gsm` file: the signature 0xD and 260 bits. */
const FRAME_BYTES = 33;

/** Bytes of the two frames that Microsoft's WAV files pack together, without signatures. */
const PAIR_BYTES = 65;

/** Options of {@linkcode decodeGsm}. */
export interface DecodeGsmOptions {
  /**
   * How frames are packed: `frames` as in `.gsm` files (33 bytes for 20 ms, the default), or `wav49`
   * as in `.wav49` and `.WAV` files (65 bytes for 40 ms).
   */
  packing?: "frames" | "wav49";
}

/**
 * Decodes GSM 06.10 full rate to 16-bit samples at 8,000 Hz: the codec `gsm` of Asterisk, in which
 * its default prompts are installed. The result is exact to the bit. An incomplete frame at the end is ignored.
 *
 * @throws {TypeError} If a frame of a `.gsm` file does not begin with its signature.
 *
 * @example
 * ```ts
 * import { decodeGsm } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Uint8Array(50 * 33);
 * for (let at = 0; at < file.length; at += 33) file[at] = 0xd0;
 * assertEquals(decodeGsm(file).length, 8000); // One second.
 * ```
 */
export function decodeGsm(
  bytes: Uint8Array,
  { packing = "frames" }: DecodeGsmOptions = {},
): Int16Array<ArrayBuffer> {
  return packing === "frames" ? decodeFrames(bytes) : decodePairs(bytes);
}

function decodeFrames(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  const count = Math.floor(bytes.length / FRAME_BYTES);
  const samples = new Int16Array(count * FRAME_SAMPLES);
  const decoder = new GsmFrameDecoder();
  const bits = new BitReader(bytes, "high");
  for (let frame = 0; frame < count; frame++) {
    if (bits.read(4) !== 0xd) {
      throw new TypeError(`Decoding GSM failed: frame ${frame} does not begin with 0xD`);
    }
    samples.set(decoder.decode(bits), frame * FRAME_SAMPLES);
  }
  return samples;
}

function decodePairs(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  const count = 2 * Math.floor(bytes.length / PAIR_BYTES);
  const samples = new Int16Array(count * FRAME_SAMPLES);
  const decoder = new GsmFrameDecoder();
  const bits = new BitReader(bytes, "low");
  for (let frame = 0; frame < count; frame++) {
    samples.set(decoder.decode(bits), frame * FRAME_SAMPLES);
  }
  return samples;
}
