import config from "../../../deno.json" with { type: "json" };

/** What `tipring --version` prints. */
export function versionText(): string {
  return `tipring ${config.version} (deno ${Deno.version.deno})`;
}
