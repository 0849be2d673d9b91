import type { SourceToken } from "./tokens.ts";

/** The name of a sound in a source text. */
export interface SoundName {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Commands whose first argument is a sound: methods of a channel, and functions of that name. */
const COMMANDS: ReadonlySet<string> = new Set([
  "streamFile",
  "controlStreamFile",
  "getData",
  "getOption",
  "speechRecognize",
]);

/** The entry points whose functions play prompts. */
const PROMPTING = /^(jsr:\/?)?@tipring\/agi(@[^/]*)?\/(ivr|applications)$/;

/** Their functions whose second argument is a prompt. */
const PLAYERS: ReadonlySet<string> = new Set(["play", "playback", "background"]);

/** Those that join several names by `&`, as the applications of the dialplan do. */
const JOINING: ReadonlySet<string> = new Set(["playback", "background", "read"]);

/** The options that are prompts. */
const OPTIONS: ReadonlySet<string> = new Set(["prompt", "reprompt", "noInput", "noMatch", "beep"]);

/** How many arrays are looked into, one in the other. */
const DEEPEST = 8;

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * Finds names of sounds that are literals: the first argument of a command that plays one, and prompts
 * in calls of functions that are imported from `@tipring/agi/ivr` and `@tipring/agi/applications`.
 */
export function soundNames(tokens: readonly SourceToken[]): readonly SoundName[] {
  const source = new Source(tokens);
  const imported = promptingFunctions(source);
  const found: SoundName[] = [];
  // One call may be in another one, and both have the same literal.
  const known = new Set<SourceToken>();
  const add = (literals: readonly SourceToken[], joins: boolean) => {
    for (const literal of literals) {
      const { text = "", line, column } = literal;
      if (known.has(literal)) continue;
      known.add(literal);
      const names = joins ? text.split("&") : [text];
      for (const name of names) if (name !== "") found.push({ name, line, column });
    }
  };
  for (const [at, { value, type }] of tokens.entries()) {
    if (type !== "IdentifierName" || tokens[at + 1]?.value !== "(") continue;
    const isMember = tokens[at - 1]?.value === "." || tokens[at - 1]?.value === "?.";
    if (COMMANDS.has(value)) add(promptAt(source, at + 2), false);
    const name = isMember ? undefined : imported.get(value);
    if (name !== undefined) add(promptsOfCall(source, at + 1, name), JOINING.has(name));
  }
  return found;
}

/** The functions that play prompts, by the names that they have in this source. */
function promptingFunctions(source: Source): ReadonlyMap<string, string> {
  const { tokens } = source;
  const functions = new Map<string, string>();
  for (const [at, { value }] of tokens.entries()) {
    if (value !== "import" || tokens[at + 1]?.value !== "{") continue;
    const end = source.closingOf(at + 1);
    if (tokens[end + 1]?.value !== "from" || !PROMPTING.test(tokens[end + 2]?.text ?? "")) continue;
    for (let name = at + 2; name < end; name++) {
      const imported = tokens[name]?.value ?? "";
      const local = tokens[name + 1]?.value === "as" ? tokens[name += 2]?.value : imported;
      if (local !== undefined) functions.set(local, imported);
    }
  }
  return functions;
}

function promptsOfCall(source: Source, open: number, name: string): readonly SourceToken[] {
  const { tokens } = source;
  const end = source.closingOf(open);
  if (PLAYERS.has(name)) return promptAt(source, source.endOfPart(open + 1, end) + 1);
  const found: SourceToken[] = [];
  for (let at = open; at < end; at++) {
    const isKey = OPTIONS.has(tokens[at]?.value ?? "") && tokens[at + 1]?.value === ":";
    if (isKey && /^[{,]$/.test(tokens[at - 1]?.value ?? "")) {
      found.push(...promptAt(source, at + 2));
    }
  }
  return found;
}

/** The literals of a prompt: one, or those of an array. */
function promptAt(source: Source, at: number, depth = 0): readonly SourceToken[] {
  const { tokens } = source;
  const first = tokens[at];
  if (first === undefined || depth > DEEPEST) return [];
  if (first.text !== undefined) {
    return /^[,)\]}]$/.test(tokens[at + 1]?.value ?? "") ? [first] : [];
  }
  if (first.value !== "[") return [];
  const end = source.closingOf(at);
  const found: SourceToken[] = [];
  for (let part = at + 1; part < end; part = source.endOfPart(part, end) + 1) {
    found.push(...promptAt(source, part, depth + 1));
  }
  return found;
}

/** Tokens, and for each opening bracket where it is closed: the end if nowhere. */
class Source {
  readonly tokens: readonly SourceToken[];
  #closings = new Map<number, number>();

  constructor(tokens: readonly SourceToken[]) {
    this.tokens = tokens;
    const open: number[] = [];
    for (const [at, { type, value }] of tokens.entries()) {
      if (type !== "Punctuator") continue;
      if (CLOSING[value] !== undefined) open.push(at);
      else if (value === CLOSING[tokens[open.at(-1) ?? -1]?.value ?? ""]) {
        this.#closings.set(open.pop() ?? -1, at);
      }
    }
  }

  closingOf(open: number): number {
    return this.#closings.get(open) ?? this.tokens.length;
  }

  /** Where the part of a list that begins at an index ends: at a comma, or at the end of the list. */
  endOfPart(from: number, end: number): number {
    let at = from;
    while (at < end && this.tokens[at]?.value !== ",") {
      const opens = this.tokens[at]?.type === "Punctuator" &&
        CLOSING[this.tokens[at]?.value ?? ""] !== undefined;
      at = opens ? this.closingOf(at) + 1 : at + 1;
    }
    return at;
  }
}
