import type { Handler, Pattern } from "../../handler/router.ts";
import { hasNoStack } from "../../logging/describe_error.ts";
import { embeddedHandler } from "../modules/embedded_handlers.ts";
import { within } from "../../transport/within.ts";
import { missingHandler } from "./missing_handler.ts";
import { importHandler, type ImportHandlerOptions } from "../modules/import_handler.ts";

/** A handler file, loaded. */
export interface LoadedHandler {
  /** Its absolute path. */
  readonly path: string;
  readonly handler: Handler;
  /** Which calls it is for: what it exports as `route`, or its name (`pin.ts`: `/pin`). */
  readonly route: Pattern;
}

/** Options of {@linkcode loadHandler}. */
export interface LoadHandlerOptions extends ImportHandlerOptions {
  /** Each number loads the file again; 0, the default, loads it as any `import` does. */
  generation?: number;
  /** The pattern of a file that exports none; by default its name. */
  pattern?: string;
  /** The most milliseconds that the file may take to load; 60,000 by default. */
  timeout?: number;
}

/**
 * How long a file may take to load, in milliseconds: long enough for packages to be fetched, and
 * shorter than systemd waits for a start. A reload that never ends would keep out all later ones.
 */
const TIMEOUT = 60_000;

/**
 * Loads a handler file: TypeScript or JavaScript, with the handler as its default export. One that is
 * inside the program comes before one on disk.
 *
 * @throws {Error} If there is no such file, it cannot be loaded, takes too long, or exports no
 * handler. The message names the file.
 */
export async function loadHandler(
  file: string,
  options: LoadHandlerOptions = {},
): Promise<LoadedHandler> {
  const inside = embeddedHandler(file);
  const path = inside === undefined ? absolute(file) : file;
  const loading = inside === undefined ? importFile(file, path, options) : inside.load();
  const module = await within(loading, options.timeout ?? TIMEOUT) ?? refuseSlow(file);
  const { default: handler, route = options.pattern ?? routeOf(path) } = module;
  if (typeof handler !== "function") {
    throw new Error(
      `Cannot use ${file} as a handler: its default export must be a function ` +
        `(channel, request) => ..., and it exports ${describeExports(module)}`,
    );
  }
  if (!(route instanceof RegExp) && !(typeof route === "string" && route.startsWith("/"))) {
    throw new Error(
      `Cannot use ${file} as a handler: its export "route" must be a RegExp, or a string that ` +
        `begins with "/", and it is ${Deno.inspect(route)}` +
        (typeof route === "string" && route !== "" ? ` (did you mean "/${route}"?)` : ""),
    );
  }
  return { path, handler: handler as Handler, route: inside?.route ?? route };
}

async function importFile(
  file: string,
  path: string,
  { generation = 0, pattern: _pattern, timeout: _timeout, ...options }: LoadHandlerOptions,
): Promise<Record<string, unknown>> {
  let source: string;
  try {
    if (!Deno.statSync(path).isFile) throw new Error("it is not a file");
    // import() of a file that may not be read says so in words of Rust.
    source = Deno.readTextFileSync(path);
  } catch (cause) {
    if (isMissing(cause)) throw missingHandler(file);
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot load ${file}: ${why}`);
  }
  try {
    const mark = generation === 0 ? "" : `?reload=${generation}`;
    return await importHandler({ url: fileUrl(path) + mark, source }, options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : Deno.inspect(cause);
    const message = `Cannot load ${file}: ${why}${hint(cause)}`;
    throw hasNoStack(cause) ? new Error(message) : new Error(message, { cause });
  }
}

function refuseSlow(file: string): never {
  throw new Error(
    `Cannot load ${file}: it takes too long (does an await outside the handler never end?)`,
  );
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory;
}

/** What to do about a module written for the CommonJS of Node.js; otherwise nothing. */
function hint(cause: unknown): string {
  return cause instanceof ReferenceError &&
      /^(require|module|exports) is not defined/.test(cause.message)
    ? ' (a handler is an ES module: write import and "export default", not require() and module.exports)'
    : "";
}

/** The names of a module's exports, and what its default export is where it has one. */
function describeExports(module: Record<string, unknown>): string {
  return Object.entries(module).map(([name, value]) =>
    name === "default" ? `default (${describeDefault(value)})` : name
  ).join(", ") || "nothing";
}

function describeDefault(value: unknown): string {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return "fetch" in value ? "an object with fetch, which deno serve runs" : "an object";
}

function absolute(file: string): string {
  return file.startsWith("/") ? file : `${Deno.cwd()}/${file}`;
}

/** The address of a file, whatever characters its path has. */
function fileUrl(path: string): string {
  return `file://${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** The pattern of a file that has no other: its name. */
function routeOf(path: string): string {
  return patternOf(path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, ""));
}

/** The pattern that matches one path, in which no character is a wildcard. */
export function patternOf(path: string): string {
  return `/${path.replaceAll(/[\\:*?+(){}]/g, "\\$&")}`;
}
