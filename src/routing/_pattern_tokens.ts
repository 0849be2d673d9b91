import { quoteForMessage } from "../protocol/text.ts";
import { refusePattern } from "./_pattern_error.ts";

/** A piece of a pattern. */
export interface PatternToken {
  /** What it is: `text` is one character, which `escaped` was written after a backslash. */
  readonly kind: "text" | "escaped" | "name" | "regexp" | "*" | "modifier" | "{" | "}" | "end";
  /** The character, the name, the source of the regular expression, or `?` or `+`. */
  readonly value: string;
  /** Where it stands in the pattern. */
  readonly at: number;
}

const NAME = /:([$_\p{ID_Start}][$_\u200c\u200d\p{ID_Continue}]*)/uy;

/**
 * Splits a pattern into its pieces, the last of which is `end`.
 *
 * @throws {TypeError} If a `:`, `(` or backslash has nothing after it that belongs to it.
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
      if (next === undefined) refusePattern(pattern, 'it ends with "\\" (write "\\\\" for one)');
      const escaped = String.fromCodePoint(next);
      return [{ kind: "escaped", value: escaped, at }, 1 + escaped.length];
    }
    case ":": {
      NAME.lastIndex = at;
      const [whole, name] = NAME.exec(pattern) ?? [];
      if (whole === undefined || name === undefined) {
        refusePattern(pattern, `":" at index ${at} has no name after it (write "\\:" for a colon)`);
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

/** Where the `)` is that closes the `(` at an index. */
function closingParenthesis(pattern: string, open: number): number {
  let depth = 1;
  for (let at = open + 1; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === "\\") at++;
    else if (char === ")" && --depth === 0) return at;
    else if (char === "(") {
      depth++;
      if (pattern[at + 1] !== "?") {
        refusePattern(pattern, `"(" at index ${at} captures inside a group (write "(?:")`);
      }
    }
  }
  refusePattern(pattern, `"(" at index ${open} is not closed (write "\\(" for a parenthesis)`);
}

function checkSource(pattern: string, source: string): void {
  if (source === "") refusePattern(pattern, '"()" is empty (write "(.*)" for any text)');
  if (source.startsWith("?")) {
    refusePattern(pattern, `${quoteForMessage(`(${source})`)} begins with "?"`);
  }
  if (!/^\p{ASCII}*$/u.test(source)) {
    refusePattern(
      pattern,
      `${quoteForMessage(`(${source})`)} has characters that are not ASCII (write "\\u{...}")`,
    );
  }
}
