import { quoteForMessage } from "../protocol/text.ts";
import { CharacterSet } from "./_character_set.ts";
import { refusePattern } from "./_pattern_error.ts";
import { type PatternNode, repeat, sequence } from "./_pattern_node.ts";

/** A character, a class or an escape that matches one character, as with the `u` flag. */
const CHARACTER = new RegExp(
  [
    String.raw`\[(?:\\.|[^\]\\])*\]`,
    String.raw`\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}`,
    String.raw`\\(?:c[a-zA-Z]|x[\da-fA-F]{2}|u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|[pP]\{[^}]*\})`,
    String.raw`\\[dDwWsSfnrtv0^$\\.*+?()[\]{}|/]`,
    String.raw`[^\\^$()[\]{}|*+?]`,
  ].join("|"),
  "y",
);

const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y;

/**
 * Parses the regular expression of a group, e.g. `\d+` in `/call/:id(\d+)`. It supports characters,
 * classes, `(?:...)`, `|` and quantifiers, which can be matched in linear time.
 *
 * @throws {TypeError} If it is not a regular expression, or uses anything else.
 */
export function regexpNode(source: string, pattern: string): PatternNode {
  try {
    new RegExp(source, "u");
  } catch (error) {
    refusePattern(
      pattern,
      `${quoteForMessage(`(${source})`)} is not a regular expression: ${(error as Error).message}`,
    );
  }
  return new RegExpReader(source, pattern).read();
}

class RegExpReader {
  #source: string;
  #pattern: string;
  #at = 0;

  constructor(source: string, pattern: string) {
    this.#source = source;
    this.#pattern = pattern;
  }

  read(): PatternNode {
    const alternatives = [this.#readSequence()];
    while (this.#take("|")) alternatives.push(this.#readSequence());
    const [first] = alternatives;
    return alternatives.length === 1 && first !== undefined
      ? first
      : { kind: "choice", nodes: alternatives };
  }

  #readSequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) {
      nodes.push(this.#readQuantifier(this.#readAtom()));
    }
    return sequence(...nodes);
  }

  #readAtom(): PatternNode {
    if (this.#take("(?:")) {
      const node = this.read();
      this.#take(")");
      return node;
    }
    const [character] = this.#match(CHARACTER) ?? [];
    if (character === undefined) {
      const rest = this.#source.slice(this.#at, this.#at + 3);
      refusePattern(
        this.#pattern,
        `${quoteForMessage(`(${this.#source})`)} contains ${
          quoteForMessage(rest)
        }: a group can contain characters, classes, "(?:...)", "|" ` +
          "and quantifiers (register a RegExp for more)",
      );
    }
    const one = new RegExp(`^${character}$`, "u");
    const set = new CharacterSet((codePoint) => one.test(String.fromCodePoint(codePoint)));
    return { kind: "character", set };
  }

  #readQuantifier(node: PatternNode): PatternNode {
    const found = this.#match(QUANTIFIER);
    if (found === null) return node;
    const [, sign, least, comma, most, question] = found;
    const lazy = question === "?";
    if (sign === "?") return repeat(node, { max: 1, lazy });
    if (sign !== undefined) return repeat(node, { min: sign === "+" ? 1 : 0, lazy });
    const min = Number(least);
    const max = comma === "" ? min : most === "" ? Infinity : Number(most);
    return repeat(node, { min, max, lazy });
  }

  #take(what: string): boolean {
    if (!this.#source.startsWith(what, this.#at)) return false;
    this.#at += what.length;
    return true;
  }

  #match(regexp: RegExp): RegExpExecArray | null {
    regexp.lastIndex = this.#at;
    const found = regexp.exec(this.#source);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}
