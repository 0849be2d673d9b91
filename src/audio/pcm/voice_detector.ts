import { samplesOf } from "./samples.ts";

/** Options of {@linkcode VoiceDetector}. Times are milliseconds. */
export interface VoiceDetectorOptions {
  /** The sample rate in Hz; 8,000 by default. */
  rate?: number;
  /** The least level of speech above the background, in dB; 10 by default. */
  margin?: number;
  /** The lowest level of speech, in dB below the loudest possible sound; -45 by default. */
  floor?: number;
  /** The least duration of loud audio that begins speech; 60 by default. */
  attack?: number;
  /** The least duration of quiet audio that ends speech; 600 by default. */
  hangover?: number;
}

/** The level of silence, in dB: a frame of zeros has none. */
const SILENCE = -100;

/**
 * How fast the estimate of the background follows what is quieter, and what is louder (1 frame).
 */
const FALL = 0.2;
const RISE = 0.005;

/**
 * Detects when the caller starts and stops speaking, by the level of the audio over the background.
 * It needs no model and almost no CPU time, but can't distinguish speech from any other sound of
 * the same level.
 *
 * @example Stop a prompt when the caller speaks
 * ```ts
 * import { VoiceDetector } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const detector = new VoiceDetector({ attack: 40 });
 * const loud = new Uint8Array(new Int16Array(160).fill(8000).buffer);
 * assertEquals(detector.push(new Uint8Array(320)), undefined);
 * assertEquals(detector.push(loud), undefined);
 * assertEquals(detector.push(loud), "begin");
 * assertEquals(detector.speaking, true);
 * ```
 */
export class VoiceDetector {
  #options: Required<VoiceDetectorOptions>;
  #background: number;
  #speaking = false;
  /** How long the level has contradicted {@linkcode speaking}. */
  #otherwise = 0;

  /** Creates a detector for one direction of one call. */
  constructor(options: VoiceDetectorOptions = {}) {
    const { rate = 8000, margin = 10, floor = -45, attack = 60, hangover = 600 } = options;
    this.#options = { rate, margin, floor, attack, hangover };
    this.#background = floor - margin;
  }

  /** Whether the caller speaks. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /**
   * Takes a frame of signed 16-bit little-endian PCM. Returns `"begin"` when speech has begun,
   * `"end"` when it has ended, else `undefined`.
   *
   * @throws {RangeError} If the frame has an odd number of bytes.
   */
  push(frame: Uint8Array): "begin" | "end" | undefined {
    const { rate, margin, floor, attack, hangover } = this.#options;
    if (frame.length === 0) return undefined;
    const level = levelOf(samplesOf(frame));
    const loud = level >= Math.max(floor, this.#background + margin);
    const follow = level < this.#background ? FALL : RISE;
    this.#background += follow * (Math.max(level, SILENCE) - this.#background);
    if (loud === this.#speaking) {
      this.#otherwise = 0;
      return undefined;
    }
    this.#otherwise += frame.length / 2 / rate * 1000;
    if (this.#otherwise < (this.#speaking ? hangover : attack)) return undefined;
    this.#otherwise = 0;
    this.#speaking = loud;
    return loud ? "begin" : "end";
  }
}

/** The level of a frame, in dB below that of the loudest possible sound. */
function levelOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum === 0 ? SILENCE : 10 * Math.log10(sum / samples.length / 32768 ** 2);
}
