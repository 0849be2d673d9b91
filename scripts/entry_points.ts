import config from "../deno.json" with { type: "json" };

/** The files that the package exports, from the root of the project. */
export function entryPoints(): string[] {
  return Object.values(config.exports).map((file) => file.replace(/^\.\//, ""));
}
