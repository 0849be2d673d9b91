/** Which characters one step of a pattern takes. */
export class CharacterSet {
  #ascii = new Uint8Array(128);
  #others: (codePoint: number) => boolean;

  /** Makes a set of the characters that a test holds for. */
  constructor(test: (codePoint: number) => boolean) {
    for (let code = 0; code < 128; code++) this.#ascii[code] = test(code) ? 1 : 0;
    this.#others = test;
  }

  /** Whether a character is one of them. */
  has(codePoint: number): boolean {
    return codePoint < 128 ? this.#ascii[codePoint] === 1 : this.#others(codePoint);
  }
}

/** All characters but the `/`. */
export const NOT_SLASH: CharacterSet = new CharacterSet((codePoint) => codePoint !== 0x2f);
