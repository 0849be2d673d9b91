import { fromText, toText } from "../../protocol/binary.ts";
import { parsePosixRegex, type RegexProgram } from "./parse_posix_regex.ts";

/** A match of a regular expression. */
export interface RegexMatch {
  /** The start of the match, in characters. */
  readonly start: number;
  /** The length of the match, in bytes. */
  readonly length: number;
  /** The text of the first group; `undefined` if it does not exist or did not take part. */
  readonly group: string | undefined;
}

/** A thread of the matcher. */
interface Thread {
  readonly step: number;
  readonly start: number;
  readonly open: number;
  readonly close: number;
}

/**
 * A regular expression as C's `regcomp()` takes it in a UTF-8 locale. Patterns and texts are binary
 * strings. It finds the leftmost longest match. All alternatives advance together, so the time
 * grows linearly with the length of the text, whatever the expression.
 */
export class PosixRegex {
  /** The number of groups. */
  readonly groups: number;
  #program: RegexProgram;

  private constructor(program: RegexProgram) {
    this.groups = program.groups;
    this.#program = program;
  }

  /**
   * Compiles an expression; `undefined` is a syntax error.
   *
   * @throws {Error} If it uses something that is not simulated: references, or over 1,000 steps.
   */
  static compile(text: string): PosixRegex | undefined {
    const program = parsePosixRegex(toText(text));
    return program && new PosixRegex(program);
  }

  /** Finds the first match. */
  exec(binary: string): RegexMatch | undefined {
    const text = [...toText(binary)];
    let found: Thread | undefined;
    let end = 0;
    let threads: Thread[] = [];
    for (let at = 0; at <= text.length; at++) {
      // Threads that started earlier come first, so they win when two meet.
      if (found === undefined) threads.push({ step: 0, start: at, open: -1, close: -1 });
      const open: Thread[] = [];
      const seen = new Set<number>();
      for (const thread of threads) this.#follow(thread, { text, at, seen, open });
      threads = [];
      for (const thread of open) {
        const step = this.#program.steps[thread.step];
        if (found !== undefined && thread.start > found.start) continue;
        if (step?.type === "done") {
          const isBetter = found === undefined || thread.start < found.start || end < at;
          if (isBetter) [found, end] = [thread, at];
        } else if (step?.type === "character" && at < text.length && step.matches(text[at] ?? "")) {
          threads.push({ ...thread, step: thread.step + 1 });
        }
      }
      if (found !== undefined && threads.length === 0) break;
    }
    if (found === undefined) return undefined;
    const { start, open, close } = found;
    const part = (from: number, to: number) => fromText(text.slice(from, to).join(""));
    return {
      start,
      length: part(start, end).length,
      group: close < 0 ? undefined : part(open, close),
    };
  }

  /** Advances to the steps that take a character, in order of preference. */
  #follow(
    first: Thread,
    { text, at, seen, open }: {
      text: readonly string[];
      at: number;
      seen: Set<number>;
      open: Thread[];
    },
  ): void {
    const stack = [first];
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      const { step: index } = thread;
      const step = this.#program.steps[index];
      if (step === undefined || seen.has(index)) continue;
      seen.add(index);
      if (step.type === "jump") stack.push({ ...thread, step: step.to });
      else if (step.type === "split") {
        stack.push({ ...thread, step: step.second }, { ...thread, step: step.first });
      } else if (step.type === "open") {
        stack.push({ ...thread, step: index + 1, open: at, close: -1 });
      } else if (step.type === "close") stack.push({ ...thread, step: index + 1, close: at });
      else if (step.type === "assert") {
        if (step.holds(text, at)) stack.push({ ...thread, step: index + 1 });
      } else open.push(thread);
    }
  }
}
