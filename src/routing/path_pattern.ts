import { compile } from "./_compile.ts";
import { refusePattern } from "./_pattern_error.ts";
import { readPattern } from "./_pattern_reader.ts";
import type { Program } from "./_program.ts";
import { runProgram } from "./_run_program.ts";
import type { PathMatch } from "./path_match.ts";

/**
 * Matches paths with the pathname syntax of `URLPattern`. Unlike a `URLPattern` it does not
 * normalize the path: `..`, `%2e`, backslashes and tabs are ordinary characters. Matching takes
 * linear time, whatever the pattern.
 */
export class PathPattern {
  /** The only path that matches, if the pattern is a plain path. */
  #literal: string | undefined;
  #program: Program;
  #names: readonly string[];

  /**
   * Parses a pattern, e.g. `/menu/:lang`.
   *
   * @throws {TypeError} If the pattern does not start with `/`, is malformed, or is too long.
   */
  constructor(pattern: string) {
    if (typeof pattern !== "string" || !pattern.startsWith("/")) {
      refusePattern(
        `${pattern}`,
        'must be a RegExp, or a path that starts with "/", such as "/menu/:lang"',
      );
    }
    const read = readPattern(pattern);
    this.#names = read.names;
    try {
      this.#program = compile(read);
    } catch (error) {
      refusePattern(pattern, (error as Error).message);
    }
    if (this.#program.steps.length === 1) this.#literal = read.prefix;
  }

  /** Matches a path with a leading `/`. */
  exec(path: string): PathMatch | null {
    if (this.#literal !== undefined) {
      return path === this.#literal ? { pathname: { input: path, groups: {} } } : null;
    }
    const saved = runProgram(this.#program, path);
    if (saved === null) return null;
    const groups: Record<string, string | undefined> = {};
    for (let index = 0; index < this.#names.length; index++) {
      const end = saved[2 * index + 1] as number;
      groups[this.#names[index] as string] = end < 0
        ? undefined
        : path.slice(saved[2 * index], end);
    }
    return { pathname: { input: path, groups } };
  }
}
