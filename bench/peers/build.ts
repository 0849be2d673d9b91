import { join } from "node:path";

/** Programs compiled for the measurement. */
export interface Built {
  /** The load generator. */
  readonly load: string;
  /** The server in C that understands nothing. */
  readonly floor: string;
  /** The server that uses Go's zaf/agi; `undefined` if it could not be built. */
  readonly go: string | undefined;
}

/**
 * Compiles the programs in C and, if `go` is installed, the server in Go. Reports on standard error
 * what is left out.
 *
 * @param sources The folder of `agi_load.c` and `agi_floor.c`.
 * @param folder Where the programs are written.
 * @throws {Error} If a program in C cannot be compiled: without it there is no load.
 */
export async function build(sources: string, folder: string): Promise<Built> {
  return {
    load: await compileC("agi_load", sources, folder),
    floor: await compileC("agi_floor", sources, folder),
    go: await buildGo(folder),
  };
}

/**
 * Compiles a program in C.
 *
 * @throws {Error} If that fails.
 */
export async function compileC(name: string, sources: string, folder: string): Promise<string> {
  const output = join(folder, name);
  const problem = await run("cc", ["-O2", "-o", output, join(sources, `${name}.c`)]);
  if (problem === undefined) return output;
  throw new Error(
    `Cannot compile "${name}.c": ${problem} (deno task bench:load needs no C compiler)`,
  );
}

async function buildGo(folder: string): Promise<string | undefined> {
  const output = join(folder, "zaf_agi");
  const problem = await run("go", ["build", "-o", output, "."], `${import.meta.dirname}/zaf_agi`);
  if (problem === undefined) return output;
  console.error(`Left out: Go's zaf/agi, ${problem}`);
  return undefined;
}

/** Runs a compiler. Returns what went wrong; `undefined` if it succeeded. */
async function run(program: string, args: string[], cwd?: string): Promise<string | undefined> {
  try {
    const command = new Deno.Command(program, { args, ...(cwd === undefined ? {} : { cwd }) });
    const { success, stderr } = await command.output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `${program} is not installed`;
    throw error;
  }
}
