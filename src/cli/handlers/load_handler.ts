import type { Handler, Pattern } from "../../handler/router.ts";

/** A handler file, loaded. */
export interface LoadedHandler {
  /** Its absolute path. */
  readonly path: string;
  readonly handler: Handler;
  /** Which calls it is for: what it exports as `route`, or its name (`pin.ts`: `/pin`). */
  readonly route: Pattern;
}

/** What handlers know this library as. */
const PACKAGE = "@tipring/agi";

const TYPES_ONLY =
  `\n  tipring: write "import type" for what comes from "${PACKAGE}": a handler file can import its ` +
  "types only, the library is in the program";

/**
 * Loads a handler file from disk: TypeScript or JavaScript, with the handler as its default export.
 *
 * @param generation Each number loads the file anew, and 0 is as any `import` would.
 * @throws {Error} If there is no such file, it cannot be loaded, or it exports no handler. The
 * message names the file.
 */
export async function loadHandler(file: string, generation = 0): Promise<LoadedHandler> {
  const path = absolute(file);
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined) throw new Error(`Cannot load ${file}: there is no such file`);
  if (!info.isFile) throw new Error(`Cannot load ${file}: it is not a file`);
  let module: Record<string, unknown>;
  try {
    module = await import(fileUrl(path) + (generation === 0 ? "" : `?reload=${generation}`));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : Deno.inspect(cause);
    const hint = why.includes(`Import "${PACKAGE}`) ? TYPES_ONLY : "";
    throw new Error(`Cannot load ${file}: ${why}${hint}`, { cause });
  }
  const { default: handler, route = routeOf(path) } = module;
  if (typeof handler !== "function") {
    const names = Object.keys(module).join(", ") || "nothing";
    throw new Error(
      `Cannot use ${file} as a handler: its default export must be a function ` +
        `(channel, request) => ..., and it exports ${names}`,
    );
  }
  if (!(route instanceof RegExp) && !(typeof route === "string" && route.startsWith("/"))) {
    throw new Error(
      `Cannot use ${file} as a handler: its export "route" must be a RegExp, or a string that ` +
        `begins with "/", and it is ${Deno.inspect(route)}`,
    );
  }
  return { path, handler: handler as Handler, route };
}

function absolute(file: string): string {
  return file.startsWith("/") ? file : `${Deno.cwd()}/${file}`;
}

/** The address of a file, whatever characters its path has. */
function fileUrl(path: string): string {
  return `file://${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The pattern of a file that has no other: its name, in which no character is a wildcard. */
function routeOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  return `/${name.replaceAll(/[\\:*?+(){}]/g, "\\$&")}`;
}
