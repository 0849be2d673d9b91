import { type Folder, pathOf } from "../program.ts";

/** Lets the deno.json of a project take this library, which a test cannot get from its registry. */
export async function linkLibrary(folder: Pick<Folder, "path">): Promise<void> {
  const path = `${folder.path}/deno.json`;
  const config = JSON.parse(await Deno.readTextFile(path));
  const links = ["../..", "../../offline/assert", "../../offline/cli", "../../offline/log"];
  config.links = links.map(pathOf);
  await Deno.writeTextFile(path, JSON.stringify(config));
}

/** A PATH on which `tipring` is a program. */
export async function onPath(folder: Folder, command: readonly string[]): Promise<string> {
  const bin = `${folder.path}/.bin`;
  await Deno.mkdir(bin, { recursive: true });
  const words = command.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(`${bin}/tipring`, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return `${bin}:${Deno.env.get("PATH") ?? ""}`;
}
