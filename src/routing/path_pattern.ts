import { compile } from "./_compile.ts";
import { refusePattern } from "./_pattern_error.ts";
import { readPattern } from "./_pattern_reader.ts";
import type { Program } from "./_program.ts";
import { runProgram } from "./_run_program.ts";
import type { PathMatch } from "./path_match.ts";

/**
 * Matches paths by a pattern with the syntax of the pathname of a `URLPattern`. Unlike that it takes
 * a path as it is: `..`, `%2e`, a backslash or a tab are characters like any other. A path of `n`
 * characters takes a time that grows as `n`, whatever the pattern.
 */
export class PathPattern {
  /** The path that matches and no other, where the pattern is a plain path. */
  #literal: string | undefined;
  #program: Program;
  #names: readonly string[];

  /**
   * Reads a pattern, e.g. `/menu/:lang`.
   *
   * @throws {TypeError} If it does not begin with `/`, its syntax is wrong, or it is too long.
   */
  constructor(pattern: string) {
    if (typeof pattern !== "string" || !pattern.startsWith("/")) {
      refusePattern(
        `${pattern}`,
        'a pattern is a RegExp, or a path that begins with "/", such as "/menu/:lang"',
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
