import jsTokens from "js-tokens";

/** A token of a source text. */
export interface SourceToken {
  readonly type: string;
  readonly value: string;
  /** The text of a string that holds no escapes, also of a template without parts. */
  readonly text: string | undefined;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** Splits TypeScript or JavaScript into tokens, without comments and white space. */
export function tokensOf(source: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  let line = 1;
  let column = 1;
  for (const { type, value } of jsTokens(source)) {
    if (!/Comment|WhiteSpace|LineTerminator/.test(type)) {
      tokens.push({ type, value, text: textOf(type, value), line, column });
    }
    const lines = value.split(/\r\n|[\n\r\u2028\u2029]/);
    line += lines.length - 1;
    column = lines.length === 1 ? column + value.length : (lines.at(-1) ?? "").length + 1;
  }
  return tokens;
}

function textOf(type: string, value: string): string | undefined {
  const isText = type === "StringLiteral" || type === "NoSubstitutionTemplate";
  return isText && !value.includes("\\") ? value.slice(1, -1) : undefined;
}
