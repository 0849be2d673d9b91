/** The characters that one step of a pattern matches. */
export class CharacterSet {
  #ascii = new Uint8Array(128);
  #others: (codePoint: number) => boolean;

  /** Creates the set of characters that pass a test. */
  constructor(test: (codePoint: number) => boolean) {
    for (let code = 0; code < 128; code++) this.#ascii[code] = test(code) ? 1 : 0;
    this.#others = test;
  }

  /** Whether the set contains a character. */
  has(codePoint: number): boolean {
    return codePoint < 128 ? this.#ascii[codePoint] === 1 : this.#others(codePoint);
  }
}

/** All characters except `/`. */
export const NOT_SLASH: CharacterSet = new CharacterSet((codePoint) => codePoint !== 0x2f);

/** All characters. */
export const EVERY_CHARACTER: CharacterSet = new CharacterSet(() => true);
