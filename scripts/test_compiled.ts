/**
 * Compiles the program, and runs the tests of the program with it: those of the command line, and,
 * where there is one, those with a real Asterisk that run handler files.
 *
 *     deno task test:compiled [arguments for deno test]
 *
 * It needs a base runtime: `DENORT_BIN` names one, `../shared/denort` makes one, or Deno downloads
 * it. Where there is none it says so, and fails only if `DENORT_BIN` is set.
 *
 * @module
 */
import { join } from "node:path";

const root = join(import.meta.dirname ?? ".", "..");
const MAKE_BASE = join(root, "../shared/denort/get_denort.sh");
const CACHE = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache");
const PROGRAM = join(root, "dist/tipring");

/** What runs the program in a process of its own. */
const TESTS = ["tests/cli", "tests/compiled"] as const;
const WITH_ASTERISK = [
  "tests/asterisk/script_test.ts",
  "tests/asterisk/contract_test.ts",
  "tests/asterisk/audio_eagi_test.ts",
] as const;

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const base = await findBase();
  const env: Record<string, string> = base === undefined ? {} : { DENORT_BIN: base };
  const compiled = await run(["run", "-A", "scripts/compile.ts"], env) ||
    await run(["run", "-A", "scripts/compile.ts", "--otel", "--output", "tipring-otel"], env);
  if (compiled !== 0) {
    console.error("\n*** SKIPPED: the program was not compiled, so no test ran with it ***");
    return base === undefined ? 0 : compiled;
  }
  const tests = args.length > 0 ? args : [...TESTS, ...await asteriskTests()];
  return await run(
    ["test", "-A", "--parallel", "--sanitize-ops", "--sanitize-resources", ...tests],
    { ...env, TIPRING_PROGRAM: PROGRAM, TIPRING_PROGRAM_OTEL: `${PROGRAM}-otel` },
  );
}

/** Those that need a real Asterisk, where `deno task asterisk:setup` has put one. */
async function asteriskTests(): Promise<readonly string[]> {
  const folder = join(CACHE, "tipring-asterisk");
  if (await exists(folder)) return WITH_ASTERISK;
  console.error(
    "\n*** SKIPPED: calls of a real Asterisk to the program; run deno task asterisk:setup ***\n",
  );
  return [];
}

/** A base runtime that is here, or can be made of what the npm registry has. */
async function findBase(): Promise<string | undefined> {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined) return given;
  const cache = join(
    Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache"),
    "tipring-denort",
  );
  const base = join(cache, "denort");
  if (await exists(base)) return base;
  if (!await exists(MAKE_BASE)) return undefined;
  await Deno.mkdir(cache, { recursive: true, mode: 0o700 });
  const made = `${base}.${Deno.pid}`;
  const { success } = await new Deno.Command(MAKE_BASE, { args: [made] }).spawn().status;
  if (!success) return undefined;
  await Deno.rename(made, base);
  return base;
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

async function run(args: readonly string[], env: Record<string, string>): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: root, env })
    .spawn().status;
  return code;
}
