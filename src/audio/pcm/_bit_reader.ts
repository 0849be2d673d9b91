/** Reads fields of bits, one after the other. */
export class BitReader {
  #bytes: Uint8Array;
  #first: "high" | "low";
  #at = 0;

  /** Begins at the first byte, with the highest or the lowest bit of each. */
  constructor(bytes: Uint8Array, first: "high" | "low") {
    this.#bytes = bytes;
    this.#first = first;
  }

  /** Reads a field of at most 8 bits; the bits after the end are 0. */
  read(count: number): number {
    const at = this.#at;
    this.#at += count;
    const first = this.#bytes[at >> 3] ?? 0;
    const second = this.#bytes[(at >> 3) + 1] ?? 0;
    return this.#first === "high"
      ? (first << 8 | second) >> 16 - (at & 7) - count & (1 << count) - 1
      : (second << 8 | first) >> (at & 7) & (1 << count) - 1;
  }
}
