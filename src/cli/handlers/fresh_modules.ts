/** What marks an address of a module that is loaded anew, see `loadHandler`. */
const MARK = /\?reload=\d+$/;

/** Folders of packages, which are loaded once: `node_modules`, and the cache of Deno. */
const PACKAGES = /\/(node_modules|npm\/[^/]+)\//;

/**
 * From now on a module that is imported by one with `?reload=N` gets that mark as well, and so is
 * loaded anew with it: local files only, no packages, and nothing that comes by `require()`.
 *
 * @param onFile Told the path of each such file, when it is about to be loaded.
 */
export async function loadImportsAnew(onFile: (path: string) => void): Promise<void> {
  // Not imported above: a bundle would load it for each script.
  const { registerHooks } = await import("node:module");
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const { url } = resolved;
      if (MARK.test(url)) onFile(pathOf(url));
      const [mark] = MARK.exec(context.parentURL ?? "") ?? [];
      if (mark === undefined || !isOwnFile(specifier, url)) return resolved;
      onFile(pathOf(url));
      return { ...resolved, url: url + mark };
    },
  });
}

function isOwnFile(specifier: string, url: string): boolean {
  if (!url.startsWith("file:") || url.includes("?")) return false;
  return /^(\.{0,2}\/|file:)/.test(specifier) || !PACKAGES.test(url);
}

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
