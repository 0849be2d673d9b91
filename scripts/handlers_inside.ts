import { basename, dirname, join, relative, resolve } from "node:path";
import { root } from "./program_bundle.ts";
import type { ProgramSources } from "./program_parts.ts";

/** A handler file that is to be inside the program. */
export interface HandlerFile {
  readonly file: string;
  /** The pattern that was given with it. */
  readonly route: string | undefined;
}

/**
 * Bundles handlers, each with its own project's packages, and writes a main module that has them
 * inside.
 *
 * @param folder Where these go, two folders below the root of the project.
 * @throws {Error} If one cannot be bundled.
 */
export async function sourcesWith(
  handlers: readonly HandlerFile[],
  folder: string,
): Promise<ProgramSources> {
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // There may be none.
  await Deno.mkdir(folder, { recursive: true });
  const entries: string[] = [];
  const bundled: string[] = [];
  for (const [index, { file, route }] of handlers.entries()) {
    const output = join(folder, `${index}.js`);
    await bundleHandler(file, output);
    bundled.push(relative(root, output));
    const pattern = route === undefined ? "" : `route: ${JSON.stringify(route)}, `;
    entries.push(
      `{ file: ${JSON.stringify(file)}, ${pattern}load: () => import("./${index}.js") },\n`,
    );
  }
  const entry = join(folder, "cli.ts");
  await Deno.writeTextFile(
    entry,
    `import { main } from "../../src/cli/main.ts";
import { embedHandlers } from "../../src/cli/modules/embedded_handlers.ts";
embedHandlers([\n${entries.join("")}]);
if (import.meta.main) void main(Deno.args).then(Deno.exit);
`,
  );
  return { entry: relative(root, entry), handlers: bundled };
}

/** The library stays out: it is that of the program. */
async function bundleHandler(file: string, output: string): Promise<void> {
  const path = resolve(file);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=deno",
      "--external=@tipring/agi",
      "--external=@tipring/agi/*",
      `--output=${output}`,
      basename(path),
    ],
    cwd: dirname(path),
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new Error(`"${file}" was not bundled: ${new TextDecoder().decode(stderr).trim()}`);
  }
}
