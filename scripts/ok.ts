/**
 * The gate: everything that must hold before a commit is kept. Ends with the sums of all tests, and
 * of the checks that failed.
 *
 * @module
 */
import { entryPoints } from "./entry_points.ts";

const STEPS: readonly (readonly [name: string, ...args: string[]])[] = [
  ["fmt", "fmt", "--check"],
  ["lint", "lint"],
  ["check", "check", "."],
  ["doc lint", "doc", "--lint", ...entryPoints()],
  ["layers", "run", "--allow-read", "scripts/check_layers.ts"],
  ["test", "task", "test"],
  ["publish", "publish", "--dry-run", "--allow-dirty"],
];

let passed = 0;
let failed = 0;
for (const [name, ...args] of STEPS) {
  console.log(`\n--- ${name}: deno ${args.join(" ")}`);
  const { success, output } = await run(args);
  const counts = countsOf(output);
  passed += counts.passed;
  failed += counts.failed;
  if (success) continue;
  console.log(`--- ${name} failed`);
  if (counts.failed === 0) failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
if (failed > 0) Deno.exit(1);

/** Runs a command of deno, shows what it prints, and returns that. */
async function run(args: string[]): Promise<{ success: boolean; output: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const [out, err, { success }] = await Promise.all([
    show(child.stdout),
    show(child.stderr),
    child.status,
  ]);
  return { success, output: out + err };
}

async function show(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    await Deno.stdout.write(new TextEncoder().encode(part));
  }
  return text;
}

/** The sums that the test runner closes with, e.g. `ok | 12 passed (3 steps) | 0 failed`. */
function countsOf(output: string): { passed: number; failed: number } {
  const sums = { passed: 0, failed: 0 };
  for (const [, passed, failed] of output.matchAll(/\| (\d+) passed.*? \| (\d+) failed/g)) {
    sums.passed += Number(passed);
    sums.failed += Number(failed);
  }
  return sums;
}
