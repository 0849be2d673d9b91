/** Where the modules of this program are: a folder, or the one file of a bundle. */
export function ownAddress(): string {
  const { url } = import.meta;
  if (Deno.build.standalone) return new URL(".", url).href;
  return url.endsWith("/cli/modules/own_address.ts") ? new URL("../../", url).href : url;
}
