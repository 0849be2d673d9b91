import { basename, dirname, join, resolve } from "node:path";

/** A handler file that is to be inside the program. */
export interface HandlerFile {
  readonly file: string;
  /** The pattern that was given with it. */
  readonly route: string | undefined;
}

/**
 * Bundles handlers, each with its own project's packages, and writes an entry point that has them
 * inside. Returns its path.
 *
 * @throws {Error} If one cannot be bundled.
 */
export async function entryWith(
  handlers: readonly HandlerFile[],
  folder: string,
): Promise<string> {
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // There may be none.
  await Deno.mkdir(folder, { recursive: true });
  const entries: string[] = [];
  for (const [index, { file, route }] of handlers.entries()) {
    await bundleHandler(file, join(folder, `${index}.js`));
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
if (import.meta.main) Deno.exit(await main(Deno.args));
`,
  );
  return entry;
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
