/** How arguments are split. */
export interface SplitOptions {
  /** Maximum number of arguments: the last one takes the rest unchanged. */
  readonly most?: number;
  /** The delimiter, a comma by default. */
  readonly separator?: string;
  /** Whether quotes and backslashes stay in the arguments. */
  readonly raw?: boolean;
}

/**
 * Splits the arguments of an application or function as Asterisk does: not inside of quotes,
 * parentheses and brackets, nor after a backslash. Quotes and backslashes are removed, except from
 * the last argument if `most` is reached.
 */
export function splitArguments(text: string, options: SplitOptions = {}): string[] {
  const { most = Infinity, separator = ",", raw = false } = options;
  const parts: string[] = [];
  let part = "";
  if (most <= 1) return text === "" ? [] : [text];
  let [parentheses, brackets, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? "";
    const isFree = parentheses === 0 && brackets === 0 && !quoted;
    if (character === separator && isFree) {
      parts.push(part);
      part = "";
      if (parts.length + 1 >= most) return [...parts, text.slice(i + 1)];
      continue;
    }
    if (character === '"') {
      quoted = !quoted;
      if (!raw) continue;
    } else if (character === "\\") {
      if (raw) part += character;
      part += text[++i] ?? "";
      continue;
    } else if (character === "(") parentheses++;
    else if (character === ")") parentheses = Math.max(0, parentheses - 1);
    else if (character === "[") brackets++;
    else if (character === "]") brackets = Math.max(0, brackets - 1);
    part += character;
  }
  return text === "" ? [] : [...parts, part];
}

/**
 * Parses one character, which may be escaped as `\n`, `\x41` and the like. Returns it with its
 * length in the text; `undefined` at the end.
 */
export function encodedCharacter(text: string): [character: string, length: number] | undefined {
  const [found, hex, octal, other] = /^\\(?:x([0-9A-Fa-f]{1,2})|0([0-7]{1,3})|([^]))/.exec(text) ??
    [];
  if (found === undefined) {
    const [character] = text;
    return character === undefined || text === "\\" ? undefined : [character, 1];
  }
  const code = hex === undefined ? octal && parseInt(octal, 8) : parseInt(hex, 16);
  const named: Readonly<Record<string, string>> = {
    ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  };
  const character = code === undefined || code === "" ? undefined : String.fromCharCode(code);
  return [character ?? named[other ?? ""] ?? other ?? "", found.length];
}

/** All characters of a text, read by {@linkcode encodedCharacter}. */
export function encodedCharacters(text: string): string[] {
  const characters: string[] = [];
  for (let rest = text; rest !== "";) {
    const [character, length] = encodedCharacter(rest) ?? [];
    if (character === undefined || length === undefined) break;
    characters.push(character);
    rest = rest.slice(length);
  }
  return characters;
}
