import config from "../../../deno.json" with { type: "json" };

/** The version that a specifier asks for, as far as compatible versions share it. */
const ASKED = /^jsr:\/?@tipring\/agi@[\^~=v]*(\d+)(?:\.(\d+))?/;

/** Names of configuration files, the one that counts first. */
export const CONFIG_NAMES = ["deno.json", "deno.jsonc", "package.json"] as const;

/** Where a configuration says which version of the library it wants. */
const WANTED = /"@tipring\/agi\/?"\s*:\s*"(jsr:[^"]*)"/;

/** No configuration is that large: reading one must not fill the memory. */
export const MAX_CONFIG_BYTES: number = 1024 * 1024;

/**
 * Returns what is wrong if a project asks for another version than the program has: its types are not
 * those of what runs. `undefined` if the versions are compatible, or it asks for none.
 */
export function versionProblem(
  specifier: string,
  version: string = config.version,
): string | undefined {
  const [asked, major, minor] = ASKED.exec(specifier) ?? [];
  if (asked === undefined) return undefined;
  const [ownMajor, ownMinor] = version.split(".");
  // Before 1.0 a minor version may break what the one before it had.
  const compatible = major === ownMajor &&
    (major !== "0" || minor === undefined || minor === ownMinor);
  return compatible
    ? undefined
    : `the project asks for ${specifier}, and this program has @tipring/agi ${version}`;
}

/**
 * Does the same for the nearest configuration above a handler file, without the hooks and the parsers
 * that read one properly: they would take longer than the rest of a script's start. It looks only
 * where the program may, because an error would too.
 *
 * @param folder The absolute path of the file's folder.
 */
export function versionProblemAbove(folder: string): string | undefined {
  try {
    for (let path = folder;; path = path.replace(/\/[^/]*$/, "")) {
      const { state } = Deno.permissions.querySync({ name: "read", path: path || "/" });
      if (state !== "granted") return undefined;
      const names = new Set(Array.from(Deno.readDirSync(path || "/"), ({ name }) => name));
      const found = CONFIG_NAMES.find((name) => names.has(name));
      if (found !== undefined) return versionProblemOf(`${path}/${found}`);
      if (path === "") return undefined;
    }
  } catch {
    return undefined;
  }
}

function versionProblemOf(file: string): string | undefined {
  if (Deno.statSync(file).size > MAX_CONFIG_BYTES) return undefined;
  const [, specifier = ""] = WANTED.exec(Deno.readTextFileSync(file)) ?? [];
  return versionProblem(specifier);
}
