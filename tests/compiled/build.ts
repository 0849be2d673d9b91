/**
 * Programs that a test compiles for itself.
 *
 * @module
 */
import { assert } from "@std/assert";
import { COMPILED, pathOf } from "../cli/program.ts";

/** Compiles a program. The file is removed with the object. */
export class Build implements AsyncDisposable {
  /** The path of the program. */
  readonly program: string;

  private constructor(program: string) {
    this.program = program;
  }

  /** Runs `deno task compile` with these arguments in a working directory. */
  static async make(args: readonly string[], cwd?: string): Promise<Build> {
    const name = `test-${crypto.randomUUID()}`;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", pathOf("../../scripts/compile.ts"), "--output", name, ...args],
      ...(cwd === undefined ? {} : { cwd }),
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return new Build(pathOf(`../../dist/${name}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.program);
  }
}

/** Whether there is a base to compile with. */
export const CAN_COMPILE: boolean = COMPILED !== undefined;
