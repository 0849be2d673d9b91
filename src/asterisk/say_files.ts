/** How `SAY ALPHA` says the case of a letter: of all, of lower or upper ones, or of none. */
export type LetterCase = "a" | "l" | "u" | "n";

/** Numbers of this size and above are not said. */
const TOO_LARGE = 2 ** 31 - 1;

/** The words for powers of a thousand, the largest first. */
const POWERS: readonly (readonly [size: number, file: string])[] = [
  [1e9, "digits/billion"],
  [1e6, "digits/million"],
  [1000, "digits/thousand"],
  [100, "digits/hundred"],
];

/** The files of characters that are neither letters nor digits. */
const SIGNS: Readonly<Record<string, string>> = {
  " ": "letters/space",
  "!": "letters/exclaimation-point",
  "#": "digits/pound",
  "$": "letters/dollar",
  "*": "digits/star",
  "+": "letters/plus",
  "-": "letters/dash",
  ".": "letters/dot",
  "/": "letters/slash",
  "=": "letters/equals",
  "@": "letters/at",
};

/** Returns the files of `SAY NUMBER` in English: `digits/40`, `digits/2` for 42. */
export function numberFiles(value: number): readonly string[] {
  if (value < 0) return ["digits/minus", ...numberFiles(-value)];
  if (value >= TOO_LARGE) return [];
  return value === 0 ? ["digits/0"] : positive(value);
}

/** Returns the files of `SAY DIGITS`; other characters are left out. */
export function digitFiles(text: string): readonly string[] {
  return [...text].flatMap((character) => {
    if (character === "-") return ["digits/minus"];
    return /[0-9*#]/.test(character) ? [characterFile(character)] : [];
  });
}

/** Returns the files of `SAY ALPHA`; characters that are not ASCII have none. */
export function alphaFiles(text: string, letterCase: LetterCase): readonly string[] {
  return [...text].flatMap((character) => {
    if (/[A-Z]/.test(character)) {
      const letter = `letters/${character.toLowerCase()}`;
      return /[au]/.test(letterCase) ? ["uppercase", letter] : [letter];
    }
    if (/[a-z]/.test(character)) {
      const letter = `letters/${character}`;
      return /[al]/.test(letterCase) ? ["lowercase", letter] : [letter];
    }
    return character > "~" ? [] : [characterFile(character)];
  });
}

/** Returns the files of `SAY PHONETIC`; characters without a file are left out. */
export function phoneticFiles(text: string): readonly string[] {
  return [...text.toLowerCase()].flatMap((character) => {
    if (/[a-z9]/.test(character)) return [`phonetic/${character}_p`];
    return /[0-8]/.test(character) || Object.hasOwn(SIGNS, character)
      ? [characterFile(character)]
      : [];
  });
}

function positive(value: number): string[] {
  for (const [size, file] of POWERS) {
    if (value < size) continue;
    return [...positive(Math.floor(value / size)), file, ...positive(value % size)];
  }
  if (value > 20) return [`digits/${value - value % 10}`, ...positive(value % 10)];
  return value === 0 ? [] : [`digits/${value}`];
}

function characterFile(character: string): string {
  if (/\d/.test(character)) return `digits/${character}`;
  return SIGNS[character] ?? `letters/ascii${character.charCodeAt(0)}`;
}
