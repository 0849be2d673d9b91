import config from "../../../deno.json" with { type: "json" };
import { ProjectImports } from "../modules/project_imports.ts";

/** The folder of this program's sources; `undefined` if it is an executable or a bundle. */
export function ownSources(): string | undefined {
  const { url } = import.meta;
  const isSource = !Deno.build.standalone && url.endsWith("/src/cli/check/library_types.ts");
  return isSource ? new URL("../../../", url).href : undefined;
}

/**
 * An import map, as a URL, for a folder whose configuration does not name this library: what the
 * configuration says, and the library of this program, which its handlers get when they run.
 *
 * @param sources The folder of this program's sources.
 * @throws {Error} If the configuration cannot be read.
 */
export function withLibrary(
  folder: string,
  sources: string,
  configFile: string | undefined,
): string {
  const library = Object.entries(config.exports).filter(([entry]) => entry !== "./cli").map((
    [entry, path],
  ) => [`@tipring/agi${entry.slice(1)}`, new URL(path, sources).href]);
  const packages = Object.entries(config.imports).filter(([, target]) => target.startsWith("npm:"));
  const parent = new URL(`file://${`${folder}/`.split("/").map(encodeURIComponent).join("/")}`);
  const { imports = {}, scopes = {} } = new ProjectImports(configFile).mapOf(parent) ?? {};
  const map = {
    imports: { ...imports, ...Object.fromEntries(library) },
    // The library imports packages as well.
    scopes: { ...scopes, [sources]: Object.fromEntries(packages) },
  };
  return `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
}
