import { bundleParts } from "../../../scripts/program_parts.ts";
import { COMPILED, type Folder, PROGRAM } from "../program.ts";

/** A way of running the program. */
export type Command = readonly [string, ...string[]];

/** Each way of running the program that there is here, by name. */
export async function programs(folder: Folder): Promise<Readonly<Record<string, Command>>> {
  if (COMPILED !== undefined) return { compiled: PROGRAM };
  await bundleParts({ entry: "cli.ts", handlers: [] }, `${folder.path}/program`);
  const bundle = [Deno.execPath(), "run", "-A", `${folder.path}/program/tipring.js`] as const;
  return { "deno run": PROGRAM, bundle };
}
