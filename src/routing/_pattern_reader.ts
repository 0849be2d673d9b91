import { EVERY_CHARACTER, NOT_SLASH } from "./_character_set.ts";
import { refusePattern } from "./_pattern_error.ts";
import { type PatternNode, repeat, sequence, text } from "./_pattern_node.ts";
import { type PatternToken, patternTokens } from "./_pattern_tokens.ts";
import { regexpNode } from "./_regexp_node.ts";

/** A parsed pattern. */
export interface ReadPattern {
  /** The literal text that it starts with. */
  readonly prefix: string;
  /** The rest of the pattern. */
  readonly node: PatternNode;
  /** The names of its groups, by index. */
  readonly names: readonly string[];
}

/** What `:name` matches. */
const SEGMENT = repeat({ kind: "character", set: NOT_SLASH }, { min: 1, lazy: true });

/** What `*` matches: unlike `.` in a RegExp, also line separators such as U+2028. */
const ANYTHING = repeat({ kind: "character", set: EVERY_CHARACTER });

/**
 * Parses a pattern with the pathname syntax of `URLPattern`.
 *
 * @throws {TypeError} If the pattern is malformed.
 */
export function readPattern(pattern: string): ReadPattern {
  return new PatternReader(pattern).read();
}

class PatternReader {
  #pattern: string;
  #tokens: readonly PatternToken[];
  #at = 0;
  #names: string[] = [];
  #numbered = 0;
  #nodes: PatternNode[] = [];
  /** Literal characters that were read last. */
  #text = "";

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#tokens = patternTokens(pattern);
  }

  read(): ReadPattern {
    while (!this.#is("end")) this.#readPiece();
    this.#endText();
    const [first, ...others] = this.#nodes;
    const names = this.#names;
    return first?.kind === "text"
      ? { prefix: first.text, node: sequence(...others), names }
      : { prefix: "", node: sequence(...this.#nodes), names };
  }

  #readPiece(): void {
    const char = this.#take("text");
    const group = this.#takeGroup();
    if (group !== undefined) {
      // A slash before a group belongs to it: in "/a/:name?" it is optional together with the name.
      const prefix = char === "/" ? char : "";
      if (prefix === "") this.#text += char ?? "";
      this.#add({ prefix, group, suffix: "" });
    } else if (char !== undefined) {
      this.#text += char;
    } else if (this.#is("escaped")) {
      this.#text += this.#take("escaped");
    } else if (this.#take("{") !== undefined) {
      const prefix = this.#takeText();
      const group = this.#takeGroup();
      const suffix = this.#takeText();
      if (this.#take("}") === undefined) this.#refuse('"{...}" can contain text and one group');
      this.#add({ prefix, group, suffix });
    } else {
      this.#refuse("a modifier can only follow a group");
    }
  }

  #takeText(): string {
    let text = "";
    for (;;) {
      const char = this.#take("text") ?? this.#take("escaped");
      if (char === undefined) return text;
      text += char;
    }
  }

  /** Reads `:name`, `:name(regexp)`, `(regexp)` or `*`. Returns what it matches. */
  #takeGroup(): PatternNode | undefined {
    const name = this.#take("name");
    const source = this.#take("regexp");
    const isWildcard = source === ".*" ||
      name === undefined && source === undefined && this.#take("*") !== undefined;
    if (name === undefined && source === undefined && !isWildcard) return undefined;
    this.#name(name ?? `${this.#numbered++}`);
    if (isWildcard) return ANYTHING;
    return source === undefined ? SEGMENT : regexpNode(source, this.#pattern);
  }

  #name(name: string): void {
    if (this.#names.includes(name)) {
      refusePattern(this.#pattern, `duplicate group "${name}" (names must be unique)`);
    }
    // It would set the prototype of the groups object.
    if (name === "__proto__") {
      refusePattern(this.#pattern, 'a group cannot have the name "__proto__"');
    }
    this.#names.push(name);
  }

  /** Adds a group or a text, together with the modifier that follows it, if any. */
  #add(
    { prefix, group, suffix }: { prefix: string; group: PatternNode | undefined; suffix: string },
  ): void {
    const modifier = this.#take("modifier") ?? this.#take("*");
    if (group === undefined && modifier === undefined) {
      this.#text += prefix;
      return;
    }
    const optional = modifier === "?" || modifier === "*";
    const many = modifier === "+" || modifier === "*";
    if (group === undefined) {
      this.#endText();
      const max = many ? Infinity : 1;
      if (prefix !== "") this.#nodes.push(repeat(text(prefix), { min: optional ? 0 : 1, max }));
      return;
    }
    const plain = prefix === "" && suffix === "";
    const again = repeat(sequence(text(suffix), text(prefix), group));
    const inner = many
      ? plain ? repeat(group, { min: optional ? 0 : 1 }) : sequence(group, again)
      : group;
    const capture: PatternNode = { kind: "capture", node: inner, index: this.#names.length - 1 };
    const mayBeAbsent = optional && !(plain && many);
    if (mayBeAbsent) {
      this.#endText();
      this.#nodes.push(repeat(sequence(text(prefix), capture, text(suffix)), { max: 1 }));
    } else {
      this.#text += prefix;
      this.#endText();
      this.#nodes.push(capture);
      this.#text = suffix;
    }
  }

  #endText(): void {
    if (this.#text !== "") this.#nodes.push(text(this.#text));
    this.#text = "";
  }

  #is(kind: PatternToken["kind"]): boolean {
    return this.#tokens[this.#at]?.kind === kind;
  }

  #take(kind: PatternToken["kind"]): string | undefined {
    return this.#is(kind) ? this.#tokens[this.#at++]?.value : undefined;
  }

  #refuse(why: string): never {
    const at = this.#tokens[this.#at]?.at;
    const source = this.#pattern.slice(at, this.#tokens[this.#at + 1]?.at);
    const what = this.#is("end") ? "end" : `"${source}" at index ${at}`;
    refusePattern(
      this.#pattern,
      `unexpected ${what}: ${why} (escape special characters with "\\")`,
    );
  }
}
