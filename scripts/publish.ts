/**
 * Publishes the package to JSR, without the stand-ins of `offline/`.
 *
 *     deno task publish [--dry-run] [arguments for deno publish]
 *
 * `deno publish` takes linked packages for parts of the package when they are in its folder. So it runs
 * in a copy that has neither them nor the links, and that needs JSR for the real ones.
 *
 * @module
 */
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };

const root = join(import.meta.dirname ?? ".", "..");

/** What the package is made of. */
const CONTENT = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "cli.ts", "mod.ts"];
const FOLDERS = ["docs", "src"];

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "tipring-publish-" });
  try {
    for (const name of CONTENT) await Deno.copyFile(join(root, name), join(folder, name));
    for (const name of FOLDERS) await copyFolder(join(root, name), join(folder, name));
    const { links: _links, publish: _publish, tasks: _tasks, workspace: _workspace, ...rest } =
      config;
    await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(rest, undefined, 2) + "\n");
    const { code } = await new Deno.Command(Deno.execPath(), {
      // The copy is no repository.
      args: ["publish", "--allow-dirty", ...args],
      cwd: folder,
    }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
