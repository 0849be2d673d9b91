/** A step of a program that matches a regular expression. */
export type RegexStep =
  | { readonly type: "character"; readonly matches: (character: string) => boolean }
  | { readonly type: "assert"; readonly holds: (text: readonly string[], at: number) => boolean }
  | { readonly type: "split"; readonly first: number; readonly second: number }
  | { readonly type: "jump"; readonly to: number }
  | { readonly type: "open" }
  | { readonly type: "close" }
  | { readonly type: "done" };

/** A parsed regular expression. */
export interface RegexProgram {
  /** The steps, starting at the first. */
  readonly steps: readonly RegexStep[];
  /** The number of groups. */
  readonly groups: number;
}

/** A part of a regular expression. */
type Node =
  | { readonly type: "character"; readonly matches: (character: string) => boolean }
  | { readonly type: "assert"; readonly holds: (text: readonly string[], at: number) => boolean }
  | { readonly type: "all"; readonly parts: readonly Node[] }
  | { readonly type: "any"; readonly parts: readonly Node[] }
  | { readonly type: "group"; readonly body: Node; readonly first: boolean }
  | {
    readonly type: "repeat";
    readonly body: Node;
    readonly least: number;
    readonly most: number;
  };

/** Maximum number of steps of a program, which bounds the time of a match. */
const MOST_STEPS = 1000;

/** The deepest nesting of parentheses. */
const DEEPEST = 100;

/** The highest repetition count. */
const MOST_REPEATS = 32_767;

/** The classes that brackets can name. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // deno-lint-ignore no-control-regex -- that is what the class is
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Compiles a POSIX extended regular expression, with GNU's `\w`, `\s`, `\b`, `\<` and the like,
 * into a program. `undefined` is a syntax error.
 *
 * @throws {Error} If it uses something that is not simulated.
 */
export function parsePosixRegex(text: string): RegexProgram | undefined {
  const reader = new Reader(text);
  try {
    const node = reader.whole();
    const steps: RegexStep[] = [];
    emit(node, steps);
    push(steps, { type: "done" });
    return { steps, groups: reader.groups };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Parses from left to right; throws a `SyntaxError` for bad syntax. */
class Reader {
  groups = 0;
  #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Node {
    const node = this.#alternatives();
    if (this.#at < this.#text.length) throw new SyntaxError("Unmatched )");
    return node;
  }

  #takes(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** The next character; `""` at the end. */
  #next(): string {
    const code = this.#text.codePointAt(this.#at);
    const character = code === undefined ? "" : String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #alternatives(): Node {
    const parts: Node[] = [];
    do {
      parts.push(this.#sequence());
    } while (this.#takes("|"));
    return { type: "any", parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at] ?? "")) {
      let node = this.#atom(parts.length === 0);
      for (let range = this.#repetition(); range !== undefined; range = this.#repetition()) {
        if (node.type === "assert") throw unknown("a repetition of what takes no character");
        node = { type: "repeat", body: node, least: range[0], most: range[1] };
      }
      parts.push(node);
    }
    return { type: "all", parts };
  }

  #repetition(): [number, number] | undefined {
    if (this.#takes("*")) return [0, Infinity];
    if (this.#takes("+")) return [1, Infinity];
    if (this.#takes("?")) return [0, 1];
    const pattern = /\{(\d*)(,(\d*))?\}/y;
    pattern.lastIndex = this.#at;
    const [found, least, comma, most] = pattern.exec(this.#text) ?? [];
    if (found === undefined) {
      if (this.#text[this.#at] === "{") throw new SyntaxError("Invalid preceding expression");
      return undefined;
    }
    if (least === "" && comma === undefined) throw new SyntaxError("Invalid content of {}");
    this.#at += found.length;
    const from = Number(least);
    const to = comma === undefined ? from : most ? Number(most) : Infinity;
    const isBad = from > to || Math.max(from, to === Infinity ? 0 : to) > MOST_REPEATS;
    if (isBad) throw new SyntaxError("Invalid content of {}");
    return [from, to];
  }

  #atom(isFirst: boolean): Node {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { type: "character", matches: this.#bracket() };
      case ".":
        return { type: "character", matches: () => true };
      case "^":
        return { type: "assert", holds: (_, at) => at === 0 };
      case "$":
        return { type: "assert", holds: (text, at) => at === text.length };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
      case "{":
        if (isFirst) throw new SyntaxError("Invalid preceding regular expression");
    }
    return { type: "character", matches: (other) => other === character };
  }

  #group(): Node {
    if (++this.#depth > DEEPEST) throw unknown(`over ${DEEPEST} levels of parentheses`);
    const first = this.groups++ === 0;
    const body = this.#alternatives();
    if (!this.#takes(")")) throw new SyntaxError("Unmatched (");
    this.#depth--;
    return { type: "group", body, first };
  }

  #escape(): Node {
    const character = this.#next();
    switch (character) {
      case "":
        throw new SyntaxError("Trailing backslash");
      case "w":
        return { type: "character", matches: (character) => /\w/.test(character) };
      case "W":
        return { type: "character", matches: (character) => /\W/.test(character) };
      case "s":
        return { type: "character", matches: (character) => /[ \t\n\v\f\r]/.test(character) };
      case "S":
        return { type: "character", matches: (character) => /[^ \t\n\v\f\r]/.test(character) };
      case "b":
        return { type: "assert", holds: (text, at) => isWord(text, at - 1) !== isWord(text, at) };
      case "B":
        return { type: "assert", holds: (text, at) => isWord(text, at - 1) === isWord(text, at) };
      case "<":
        return { type: "assert", holds: (text, at) => !isWord(text, at - 1) && isWord(text, at) };
      case ">":
        return { type: "assert", holds: (text, at) => isWord(text, at - 1) && !isWord(text, at) };
    }
    if (/[1-9]/.test(character)) throw unknown(`the reference \\${character}`);
    return { type: "character", matches: (other) => other === character };
  }

  /** Parses a bracket expression, in which a backslash has no meaning. */
  #bracket(): (character: string) => boolean {
    const isNegative = this.#takes("^");
    const tests: ((character: string) => boolean)[] = [];
    for (let isFirst = true; isFirst || this.#text[this.#at] !== "]"; isFirst = false) {
      if (this.#at >= this.#text.length) throw new SyntaxError("Unmatched [");
      const named = /\[:(\w*):\]/y;
      named.lastIndex = this.#at;
      const [found, name = ""] = named.exec(this.#text) ?? [];
      if (found !== undefined) {
        const members = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
        if (members === undefined) throw new SyntaxError("Invalid character class name");
        tests.push((character) => members.test(character));
        this.#at += found.length;
        continue;
      }
      if (/\[[.=]/.test(this.#text.slice(this.#at, this.#at + 2))) throw unknown("[. and [=");
      const from = this.#next();
      if (!/^-[^\]]/.test(this.#text.slice(this.#at, this.#at + 2))) {
        tests.push((character) => character === from);
        continue;
      }
      this.#at++;
      const end = this.#next();
      if (end < from) throw new SyntaxError("Invalid range end");
      tests.push((character) => character >= from && character <= end);
    }
    this.#at++;
    return (character) => tests.some((test) => test(character)) !== isNegative;
  }
}

function isWord(text: readonly string[], at: number): boolean {
  return /\w/.test(text[at] ?? "");
}

function unknown(what: string): Error {
  return new Error(`Regular expression failed: ${what} is not simulated`);
}

function push(steps: RegexStep[], step: RegexStep): number {
  if (steps.length >= MOST_STEPS) throw unknown(`one of over ${MOST_STEPS} steps`);
  return steps.push(step) - 1;
}

function emit(node: Node, steps: RegexStep[]): void {
  switch (node.type) {
    case "character":
    case "assert":
      push(steps, node);
      break;
    case "all":
      for (const part of node.parts) emit(part, steps);
      break;
    case "any":
      emitAny(node.parts, steps);
      break;
    case "group":
      if (node.first) push(steps, { type: "open" });
      emit(node.body, steps);
      if (node.first) push(steps, { type: "close" });
      break;
    case "repeat":
      emitRepeat(node, steps);
  }
}

function emitAny(parts: readonly Node[], steps: RegexStep[]): void {
  const jumps: number[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const split = isLast ? -1 : push(steps, { type: "done" });
    emit(part, steps);
    if (isLast) break;
    jumps.push(push(steps, { type: "done" }));
    steps[split] = { type: "split", first: split + 1, second: steps.length };
  }
  for (const jump of jumps) steps[jump] = { type: "jump", to: steps.length };
}

function emitRepeat(
  { body, least, most }: { body: Node; least: number; most: number },
  steps: RegexStep[],
): void {
  for (let i = 0; i < least; i++) emit(body, steps);
  if (most === Infinity) {
    const split = push(steps, { type: "done" });
    emit(body, steps);
    push(steps, { type: "jump", to: split });
    steps[split] = { type: "split", first: split + 1, second: steps.length };
    return;
  }
  const splits: number[] = [];
  for (let i = least; i < most; i++) {
    splits.push(push(steps, { type: "done" }));
    emit(body, steps);
  }
  for (const split of splits) {
    steps[split] = { type: "split", first: split + 1, second: steps.length };
  }
}
