/** The format of a WAV file, and the position of its samples. */
export interface WavInfo {
  /**
   * How samples are coded: `pcm` is signed 16-bit little-endian, `gsm` the packing `wav49` of
   * {@linkcode decodeGsm}.
   */
  readonly encoding: "pcm" | "mulaw" | "alaw" | "gsm";
  /** The sample rate in Hz. */
  readonly rate: number;
  /** The number of channels, 1 or 2. */
  readonly channels: number;
  /** Where the samples begin, in bytes from the start of the file. */
  readonly offset: number;
  /** The bytes of samples that the header announces; `Infinity` if it was written before them. */
  readonly length: number;
}

/** The samples must begin within this many bytes. */
const MAX_HEADER = 64 * 1024;

const ENCODINGS: Readonly<Record<number, readonly [WavInfo["encoding"], bits: number]>> = {
  1: ["pcm", 16],
  6: ["alaw", 8],
  7: ["mulaw", 8],
  49: ["gsm", 0],
};

/** The extensible format: the real format follows later in its chunk. */
const EXTENSIBLE = 0xfffe;

/** The length in a header that was written before the samples. */
const UNKNOWN_LENGTH = 0xffff_ffff;

const HEADER_BYTES = 44;

/**
 * Reads the header of a WAV file: 16-bit PCM, mu-law or A-law, mono or stereo, or GSM as Asterisk
 * writes it to `.WAV`. Chunks before the samples are skipped.
 *
 * @param bytes The beginning of the file.
 * @returns The format; `undefined` if more bytes are needed.
 * @throws {TypeError} If it is not a WAV file of these, or its samples do not begin within 64 KiB.
 *
 * @example
 * ```ts
 * import { readWavHeader, wavHeader } from "@tipring/agi/audio";
 * import { assertEquals } from "@std/assert";
 *
 * const header = wavHeader({ length: 320 });
 * assertEquals(readWavHeader(header)?.rate, 8000);
 * assertEquals(readWavHeader(header.subarray(0, 20)), undefined);
 * ```
 */
export function readWavHeader(bytes: Uint8Array): WavInfo | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!begins(bytes, 0, "RIFF") || !begins(bytes, 8, "WAVE")) {
    throw badWav("it does not begin with RIFF and WAVE");
  }
  let format: Omit<WavInfo, "offset" | "length"> | undefined;
  for (let at = 12; at <= MAX_HEADER;) {
    if (at + 8 > bytes.length) return undefined;
    const length = view.getUint32(at + 4, true);
    const offset = at + 8;
    if (begins(bytes, at, "data")) {
      if (format === undefined) throw badWav("its samples come before their format");
      return { ...format, offset, length: length === UNKNOWN_LENGTH ? Infinity : length };
    }
    if (begins(bytes, at, "fmt ")) {
      if (length < 16) throw badWav("its format is too short");
      if (offset + Math.min(length, 40) > bytes.length) return undefined;
      format = readFormat(view, offset, length);
    }
    at = offset + length + length % 2;
  }
  throw badWav(`its samples do not begin within ${MAX_HEADER} bytes`);
}

/** Options of {@linkcode wavHeader}. */
export interface WavHeaderOptions {
  /** The sample rate in Hz; 8,000 by default. */
  rate?: number;
  /** The number of channels; 1 by default. */
  channels?: number;
  /** The bytes of samples that follow. By default it is unknown, as for a file that is streamed. */
  length?: number;
}

/**
 * Makes the header of a WAV file of 16-bit PCM: 44 bytes, which the samples follow. Players and
 * services accept one without a length as a stream.
 *
 * @throws {RangeError} If the rate, the channels or the length can't be written to a WAV file.
 *
 * @example
 * ```ts
 * import { wavHeader } from "@tipring/agi/audio";
 *
 * const samples = new Uint8Array(16_000);
 * const file = new Blob([wavHeader({ length: samples.length }), samples]);
 * ```
 */
export function wavHeader(options: WavHeaderOptions = {}): Uint8Array<ArrayBuffer> {
  const { rate = 8000, channels = 1, length = UNKNOWN_LENGTH } = options;
  checkInteger("rate", rate, 0xffff_ffff / 4);
  checkInteger("number of channels", channels, 2);
  checkInteger("length", length, UNKNOWN_LENGTH);
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const frame = channels * 2;
  const total = Math.min(UNKNOWN_LENGTH, length + HEADER_BYTES - 8);
  for (const [at, name] of [[0, "RIFF"], [8, "WAVE"], [12, "fmt "], [36, "data"]] as const) {
    bytes.set(new TextEncoder().encode(name), at);
  }
  view.setUint32(4, total, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * frame, true);
  view.setUint16(32, frame, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, length, true);
  return bytes;
}

function readFormat(
  view: DataView,
  offset: number,
  length: number,
): Omit<WavInfo, "offset" | "length"> {
  const named = view.getUint16(offset, true);
  // The real format of an extensible one begins its sub-format, at byte 24.
  const tag = named === EXTENSIBLE && length >= 40 ? view.getUint16(offset + 24, true) : named;
  const channels = view.getUint16(offset + 2, true);
  const rate = view.getUint32(offset + 4, true);
  const bits = view.getUint16(offset + 14, true);
  const [encoding, expectedBits] = ENCODINGS[tag] ?? [];
  if (encoding === undefined || bits !== expectedBits) {
    throw badWav(`its format ${tag} with ${bits} bits is not 16-bit PCM, mu-law, A-law or GSM`);
  }
  if (channels !== 1 && (channels !== 2 || encoding === "gsm")) {
    throw badWav(`it has ${channels} channels`);
  }
  if (rate < 1000 || rate > 192_000) throw badWav(`its sample rate is ${rate} Hz`);
  return { encoding, rate, channels };
}

/** Whether the bytes have this text at this position, as far as they reach. */
function begins(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length && at + index < bytes.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function checkInteger(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= (name === "length" ? 0 : 1) && value <= most) return;
  throw new RangeError(`Writing a WAV header failed: the ${name} "${value}" is out of range`);
}

function badWav(why: string): TypeError {
  return new TypeError(`Reading the WAV header failed: ${why}`);
}
