/** The frame that ends the audio. */
export const HANGUP_FRAME = 0x00;
/** The UUID of the call: the first frame of a connection. */
export const UUID_FRAME = 0x01;
/** A pressed key, in ASCII. */
export const DTMF_FRAME = 0x03;
/** Signed 16-bit little-endian PCM at 8 kHz; {@linkcode AUDIO_FRAMES} has the other rates. */
export const AUDIO_FRAME = 0x10;

/** The types of frames that carry PCM, by its sample rate in Hz. */
export const AUDIO_FRAMES: ReadonlyMap<number, number> = new Map(
  [8000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000]
    .map((rate, index) => [rate, AUDIO_FRAME + index]),
);

/** The length of the header: the type, and the payload's length in two bytes, big endian. */
export const HEADER_BYTES = 3;

/** Writes the header of a frame. */
export function writeHeader(target: Uint8Array, type: number, length: number): void {
  target[0] = type;
  target[1] = length >> 8;
  target[2] = length;
}

/** Parses the frames of a connection, however its bytes were split or joined. */
export class AudioSocketFrames {
  /** The beginning of an incomplete frame. */
  #rest: Uint8Array | undefined;

  /**
   * Takes bytes; calls back for each frame with its payload, which is valid only during that call.
   */
  push(chunk: Uint8Array, onFrame: (type: number, payload: Uint8Array) => void): void {
    let bytes = chunk;
    if (this.#rest !== undefined) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
      this.#rest = undefined;
    }
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = at + HEADER_BYTES + ((bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0));
      if (end > bytes.length) break;
      onFrame(bytes[at] ?? 0, bytes.subarray(at + HEADER_BYTES, end));
      at = end;
    }
    if (at < bytes.length) this.#rest = bytes.slice(at);
  }
}
