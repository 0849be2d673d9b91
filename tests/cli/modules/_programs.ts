import { bundleToFile } from "../../../scripts/program_bundle.ts";
import { COMPILED, type Folder, PROGRAM } from "../program.ts";

/** A way of running the program. */
export type Command = readonly [string, ...string[]];

/** Each way of running the program that there is here, by name. */
export async function programs(folder: Folder): Promise<Readonly<Record<string, Command>>> {
  if (COMPILED !== undefined) return { compiled: PROGRAM };
  const file = `${folder.path}/program/tipring.js`;
  await bundleToFile(file);
  return { "deno run": PROGRAM, bundle: [Deno.execPath(), "run", "-A", "--no-config", file] };
}
