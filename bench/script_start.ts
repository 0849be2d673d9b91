/**
 * What a script costs, from its start to its end, as a ratio to an empty program: five commands, run by
 * the sources, by the bundle and by the executable.
 *
 *     deno task bench:script [ROUNDS]
 *
 * `agi_spawn` in `../shared/bench` plays Asterisk, and needs a C compiler.
 *
 * It takes `dist/tipring`, `dist/bundle` and the program of
 * `deno task compile --code-cache --output tipring-code-cache` as they are, and leaves out what is not
 * there. Programs run from a folder of their own, where they can keep their files.
 *
 * @module
 */
import { join } from "node:path";
import { compileC } from "./peers/build.ts";

const root = join(import.meta.dirname ?? ".", "..");
const ROUNDS = Number(Deno.args[0] ?? 31);

/** The handlers: one that imports nothing, and one that imports a class of the library. */
const HANDLERS = {
  "": `export default async (channel) => {
  await channel.answer();
  await channel.setVariable("bench", "1");
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};
`,
  ", with an import": `import { AgiHangup } from "@tipring/agi";
export default async (channel) => {
  try {
    await channel.answer();
    await channel.setVariable("bench", "1");
    await channel.getVariable("bench");
    await channel.streamFile("hello-world");
    await channel.hangup();
  } catch (error) {
    if (!(error instanceof AgiHangup)) throw error;
  }
};
`,
} as const;

/** As docs/deploy.md has it. */
const NO_LAZY = "--v8-flags=--no-lazy";

/** A way of running something. */
interface Subject {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What it is compared with. */
  readonly empty: readonly [string, ...string[]];
}

/** The milliseconds from the start of a process to its end; each of its commands is answered. */
async function time(command: readonly [string, ...string[]]): Promise<number> {
  const args = ["bench", ...command];
  const { stdout } = await new Deno.Command(spawn, { args, stderr: "null" }).output();
  const report: { readonly wall_ms: number } = JSON.parse(new TextDecoder().decode(stdout));
  return report.wall_ms;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

const folder = await Deno.makeTempDir();
const spawn = await compileC("agi_spawn", join(root, "../shared/bench"), folder);
try {
  const found = await subjects();
  for (const [what, code] of Object.entries(HANDLERS)) {
    const file = `${folder}/five.ts`;
    await Deno.writeTextFile(file, code);
    // The first script decides what is kept.
    const kept = `${folder}/.tipring-code-cache`;
    if (exists(kept)) await Deno.remove(kept, { recursive: true });
    for (const { name, command, empty } of found) {
      const ratios: number[] = [];
      // The first ones fill caches.
      for (let round = -3; round < ROUNDS; round++) {
        // One after the other, so that what else the machine does meets both.
        const idle = await time(empty);
        const ratio = await time([...command, file]) / idle;
        if (round >= 0) ratios.push(ratio);
      }
      const figure = median(ratios).toFixed(2);
      console.log(`${`${name}${what}`.padEnd(42)} ${figure} times an empty program`);
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** All ways of running a handler file that there are here. */
async function subjects(): Promise<Subject[]> {
  const deno = [Deno.execPath(), "run", "-A"] as const;
  const emptyFile = `${folder}/empty.js`;
  await Deno.writeTextFile(emptyFile, "");
  const empty = [...deno, emptyFile] as const;
  const found: Subject[] = [
    { name: "sources", command: [...deno, join(root, "cli.ts")], empty },
  ];
  const bundle = join(root, "dist/bundle/tipring.js");
  if (exists(bundle)) found.push({ name: "bundle", command: [...deno, NO_LAZY, bundle], empty });
  else console.error("Left out: the bundle (deno task bundle makes dist/bundle)");
  const programs = ["tipring", "tipring-code-cache"]
    .filter((name) => exists(`${root}/dist/${name}`));
  if (programs.length < 2) console.error("Left out: an executable (deno task compile makes it)");
  const emptyProgram = programs.length === 0 ? "" : await compileEmpty(emptyFile);
  for (const name of programs) {
    const program = `${folder}/${name}`;
    await Deno.copyFile(`${root}/dist/${name}`, program);
    found.push({ name: `dist/${name}`, command: [program], empty: [emptyProgram] });
  }
  return found;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function compileEmpty(file: string): Promise<string> {
  const output = `${folder}/empty`;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", "-q", "--no-config", "--no-code-cache", "-A", "-o", output, file],
  }).spawn().status;
  if (!success) throw new Error("The empty program was not compiled");
  return output;
}
