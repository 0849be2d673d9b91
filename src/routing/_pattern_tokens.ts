import { quoteForMessage } from "../protocol/text.ts";
import { refusePattern } from "./_pattern_error.ts";

/** A token of a pattern. */
export interface PatternToken {
  /** The kind: `text` is one character, `escaped` one after a backslash. */
  readonly kind: "text" | "escaped" | "name" | "regexp" | "*" | "modifier" | "{" | "}" | "end";
  /** The character, the name, the source of the regular expression, or `?` or `+`. */
  readonly value: string;
  /** Its index in the pattern. */
  readonly at: number;
}

const NAME = /:([$_\p{ID_Start}][$_\u200c\u200d\p{ID_Continue}]*)/uy;

/**
 * Splits a pattern into tokens, the last of which is `end`.
 *
 * @throws {TypeError} If a `:`, `(` or backslash is incomplete.
 */
export function patternTokens(pattern: string): readonly PatternToken[] {
  const tokens: PatternToken[] = [];
  let at = 0;
  while (at < pattern.length) {
    const [token, length] = tokenAt(pattern, at);
    tokens.push(token);
    at += length;
  }
  tokens.push({ kind: "end", value: "", at });
  return tokens;
}

function tokenAt(pattern: string, at: number): [token: PatternToken, length: number] {
  const value = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  switch (value) {
    case "*":
    case "{":
    case "}":
      return [{ kind: value, value, at }, 1];
    case "?":
    case "+":
      return [{ kind: "modifier", value, at }, 1];
    case "\\": {
      const next = pattern.codePointAt(at + 1);
      if (next === undefined) refusePattern(pattern, '"\\" at its end (escape it as "\\\\")');
      const escaped = String.fromCodePoint(next);
      return [{ kind: "escaped", value: escaped, at }, 1 + escaped.length];
    }
    case ":": {
      NAME.lastIndex = at;
      const [whole, name] = NAME.exec(pattern) ?? [];
      if (whole === undefined || name === undefined) {
        refusePattern(pattern, `":" at index ${at} has no name (escape a colon as "\\:")`);
      }
      return [{ kind: "name", value: name, at }, whole.length];
    }
    case "(": {
      const source = pattern.slice(at + 1, closingParenthesis(pattern, at));
      checkSource(pattern, source);
      return [{ kind: "regexp", value: source, at }, source.length + 2];
    }
    default:
      return [{ kind: "text", value, at }, value.length];
  }
}

/** The index of the `)` that closes the `(` at an index. */
function closingParenthesis(pattern: string, open: number): number {
  let depth = 1;
  for (let at = open + 1; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === ")" && --depth === 0) return at;
    else if (char === "(") {
      depth++;
      if (pattern[at + 1] !== "?") {
        refusePattern(pattern, `"(" at index ${at} captures inside a group (use "(?:")`);
      }
    }
  }
  refusePattern(pattern, `"(" at index ${open} is not closed (escape a parenthesis as "\\(")`);
}

function checkSource(pattern: string, source: string): void {
  if (source === "") refusePattern(pattern, '"()" is empty (use "(.*)" for any text)');
  if (source.startsWith("?")) {
    refusePattern(pattern, `${quoteForMessage(`(${source})`)} starts with "?"`);
  }
  if (!/^\p{ASCII}*$/u.test(source)) {
    refusePattern(
      pattern,
      `${quoteForMessage(`(${source})`)} contains non-ASCII characters (use "\\u{...}")`,
    );
  }
}
