/** A piece of an expression: an operator, a number, a text in quotes, or another word. */
export interface ExpressionToken {
  /** The kind of token. */
  readonly type: "operator" | "number" | "word";
  /** Its text, with quotes. */
  readonly text: string;
}

/** Operators, the longer ones first. */
const OPERATOR = /\|\|?|&&?|==|=~|=|!=|!|~~|>=|>|<=|<|::|[-+*/%?:(),]/y;

/** A text in quotes, in which a backslash has no meaning. */
const QUOTED = /"[^"]*"/y;

/** Any other word; a dollar sign adds the next character to the word. */
const WORD = /(?:[A-Za-z0-9.;\\_^#@'\x80-\xff]|\$[^{])+/y;

/**
 * Splits an expression, a binary string, into tokens; skips invalid characters as Asterisk does.
 */
export function tokenizeExpression(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const word = take(QUOTED) ?? take(WORD);
    const operator = word === undefined ? take(OPERATOR) : undefined;
    if (word !== undefined) {
      tokens.push({ type: /^\d+(\.\d+)?$/.test(word) ? "number" : "word", text: word });
    } else if (operator !== undefined) tokens.push({ type: "operator", text: operator });
    at += (word ?? operator ?? " ").length;
  }
  return tokens;
}
