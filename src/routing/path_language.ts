import { alphabetOf } from "./_alphabet.ts";
import { automatonOf, type Label, type State } from "./_automaton.ts";
import { compile } from "./_compile.ts";
import { readPattern } from "./_pattern_reader.ts";
import { PathPattern } from "./path_pattern.ts";

/** How many pairs of states are compared before the question is left open. */
const MOST_PAIRS = 5000;

/** All paths that a pattern matches. */
export class PathLanguage {
  /** The pattern. */
  readonly pattern: string;
  #matcher: PathPattern;
  #prefix: string;
  #isLiteral: boolean;
  #states: readonly State[];

  /**
   * Parses a pattern.
   *
   * @throws {TypeError} If the pattern is invalid.
   */
  constructor(pattern: string) {
    this.pattern = pattern;
    this.#matcher = new PathPattern(pattern);
    const program = compile(readPattern(pattern));
    this.#prefix = program.prefix;
    this.#isLiteral = program.steps.length === 1;
    this.#states = automatonOf(program);
  }

  /** The only path that matches, if the pattern is a plain path. */
  get literal(): string | undefined {
    return this.#isLiteral ? this.#prefix : undefined;
  }

  /**
   * Whether each path that `other` matches is one that this pattern matches too. `false` also if
   * that takes too long to find out.
   */
  covers(other: PathLanguage): boolean {
    if (other.#isLiteral) return this.#matcher.exec(other.#prefix) !== null;
    if (!other.#prefix.startsWith(this.#prefix)) return false;
    // Half of a surrogate pair is not a character.
    if (!this.pattern.isWellFormed() || !other.pattern.isWellFormed()) return false;
    const alphabet = alphabetOf([...this.#states, ...other.#states].map(({ label }) => label));
    return alphabet !== undefined && new Comparison(this.#states, alphabet).covers(other.#states);
  }
}

/** A set of states of an automaton, which are all reached by the same paths. */
interface Reached {
  readonly id: number;
  readonly states: readonly number[];
  readonly accepts: boolean;
}

/** Walks two automata at the same time. */
class Comparison {
  #states: readonly State[];
  #alphabet: readonly number[];
  #reached = new Map<string, Reached>();
  #steps = new Map<string, Reached>();

  constructor(states: readonly State[], alphabet: readonly number[]) {
    this.#states = states;
    this.#alphabet = alphabet;
  }

  covers(others: readonly State[]): boolean {
    const start = this.#reach([0]);
    const seen = new Set<string>();
    const queue: [other: number, reached: Reached][] = [];
    const visit = (other: number, reached: Reached) => {
      const key = `${other} ${reached.id}`;
      if (seen.has(key)) return;
      seen.add(key);
      queue.push([other, reached]);
    };
    visit(0, start);
    for (const [at, reached] of queue) {
      if (seen.size > MOST_PAIRS) return false;
      const other = others[at] as State;
      if (other.accepts && !reached.accepts) return false;
      if (other.label === undefined) {
        for (const next of other.next) visit(next, reached);
        continue;
      }
      for (const letter of this.#alphabet) {
        if (!takes(other.label, letter)) continue;
        const after = this.#step(reached, letter);
        for (const next of other.next) visit(next, after);
      }
    }
    return true;
  }

  #step(from: Reached, letter: number): Reached {
    const key = `${from.id} ${letter}`;
    let reached = this.#steps.get(key);
    if (reached === undefined) {
      const next = from.states.flatMap((at) => {
        const { label, next } = this.#states[at] as State;
        return label !== undefined && takes(label, letter) ? next : [];
      });
      reached = this.#reach(next);
      this.#steps.set(key, reached);
    }
    return reached;
  }

  /** These states, and all that can be reached from them without a character. */
  #reach(from: readonly number[]): Reached {
    const all = new Set(from);
    for (const at of all) {
      const { label, next } = this.#states[at] as State;
      if (label === undefined) { for (const state of next) all.add(state); }
    }
    const states = [...all].sort((one, other) => one - other);
    const key = states.join(" ");
    let reached = this.#reached.get(key);
    if (reached === undefined) {
      const accepts = states.some((at) => (this.#states[at] as State).accepts);
      reached = { id: this.#reached.size, states, accepts };
      this.#reached.set(key, reached);
    }
    return reached;
  }
}

function takes(label: Label, letter: number): boolean {
  return typeof label === "number" ? label === letter : label.has(letter);
}
