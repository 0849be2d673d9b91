import { parse as parseMap, type ParsedImportMap, resolve } from "@import-maps/resolve";
import { CONFIG_NAMES, MAX_CONFIG_BYTES } from "./library_version.ts";
import { parse as parseJsonc, type ParseError } from "jsonc-parser";

/** What names a module in an import map, and what it stands for. */
type Imports = Record<string, string>;

/** The parts of a `deno.json` and a `package.json` that say what imports mean. */
interface Config {
  readonly imports?: Imports;
  readonly scopes?: Record<string, Imports>;
  readonly importMap?: string;
  readonly dependencies?: Imports;
  readonly devDependencies?: Imports;
  readonly optionalDependencies?: Imports;
}

/** The parts that must be objects. */
const OBJECTS = [
  "imports",
  "scopes",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
] as const;

/**
 * What imports mean in a project: the `imports` of the nearest `deno.json`, `deno.jsonc` or
 * `package.json` above the file that imports.
 */
export class ProjectImports {
  #named: string | undefined;
  #maps = new Map<string, ParsedImportMap | undefined>();

  /**
   * Takes the path of a configuration file that counts for all files; the nearest by default.
   *
   * @throws {Error} If that file cannot be read: someone relies on it.
   */
  constructor(configFile?: string) {
    this.#named = configFile;
    if (configFile !== undefined) this.#read(configFile);
  }

  /**
   * What a specifier stands for in the file at `parent`, e.g. `npm:ms@^2` for `ms`; `undefined` if
   * the project does not say.
   *
   * @throws {Error} If the configuration cannot be read.
   */
  resolve(specifier: string, parent: URL): string | undefined {
    const map = this.mapOf(new URL(".", parent));
    if (map === undefined) return undefined;
    const { resolvedImport, matched } = resolve(specifier, map, parent);
    return matched && resolvedImport !== null ? resolvedImport.href : undefined;
  }

  /**
   * The import map of a folder, whose address ends in `/`; `undefined` if it has no configuration.
   *
   * @throws {Error} If the configuration cannot be read.
   */
  mapOf(folder: URL): ParsedImportMap | undefined {
    return this.#named === undefined ? this.#nearest(folder) : this.#read(this.#named);
  }

  #nearest(folder: URL): ParsedImportMap | undefined {
    const { href } = folder;
    if (!this.#maps.has(href)) {
      const name = CONFIG_NAMES.find((name) => isFile(new URL(name, folder)));
      const above = new URL("..", folder);
      this.#maps.set(
        href,
        name !== undefined
          ? this.#read(decodeURIComponent(new URL(name, folder).pathname))
          : above.href === href
          ? undefined
          : this.#nearest(above),
      );
    }
    return this.#maps.get(href);
  }

  #read(path: string): ParsedImportMap | undefined {
    if (!this.#maps.has(path)) this.#maps.set(path, readMap(path));
    return this.#maps.get(path);
  }
}

function isFile(url: URL): boolean {
  try {
    return Deno.statSync(url).isFile;
  } catch {
    return false; // Also one that may not be read: the import of a bare name then says so.
  }
}

function readMap(path: string, named = false): ParsedImportMap {
  const base = new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`);
  const config = readConfig(path);
  if (config.importMap !== undefined) {
    if (named) throw failure(path, "an import map cannot name another");
    return readMap(decodeURIComponent(new URL(config.importMap, base).pathname), true);
  }
  const { imports = {}, scopes = {} } = config;
  const packages = {
    ...config.optionalDependencies,
    ...config.devDependencies,
    ...config.dependencies,
  };
  try {
    return parseMap({
      imports: withFolders({ ...fromPackages(packages), ...imports }),
      scopes: Object.fromEntries(
        Object.entries(scopes).map(([scope, imports]) => [scope, withFolders(imports)]),
      ),
    }, base);
  } catch (cause) {
    throw failure(
      path,
      cause instanceof Error ? cause.message : "the imports are not valid",
      cause,
    );
  }
}

function readConfig(path: string): Config {
  let text: string;
  try {
    if (Deno.statSync(path).size > MAX_CONFIG_BYTES) {
      throw new Error(`it is larger than ${MAX_CONFIG_BYTES} bytes`);
    }
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    throw failure(path, cause instanceof Error ? cause.message : `${cause}`, cause);
  }
  const errors: ParseError[] = [];
  const config: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split("\n").length;
    throw failure(path, `line ${line} is not valid JSON`);
  }
  if (!isObject(config)) throw failure(path, "it is not an object");
  for (const name of OBJECTS) {
    if (!isObject(config[name] ?? {})) throw failure(path, `"${name}" is not an object`);
  }
  if (typeof (config["importMap"] ?? "") !== "string") {
    throw failure(path, '"importMap" is not the name of a file');
  }
  return config;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function failure(path: string, why: string, cause?: unknown): Error {
  return new Error(`Cannot read the configuration "${path}": ${why}`, { cause });
}

/** Dependencies as imports: `^2.1.3` is a version of the package, `npm:other@1` another package. */
function fromPackages(dependencies: Imports): Imports {
  return Object.fromEntries(
    Object.entries(dependencies)
      .filter(([, version]) =>
        typeof version === "string" && !/^(file|link|workspace|git)\b/.test(version)
      )
      .map(([name, version]) => [
        name,
        /^(npm|jsr):/.test(version) ? version : `npm:${name}@${version}`,
      ]),
  );
}

/** A package's name is that of its folder as well, as Deno has it: `ms` brings `ms/`. */
function withFolders(imports: Imports): Imports {
  const folders = Object.entries(imports).flatMap(([name, target]) => {
    const [, scheme, rest] = /^(npm|jsr):\/?(.*[^/])$/.exec(`${target}`) ?? [];
    return name.endsWith("/") || rest === undefined ? [] : [[`${name}/`, `${scheme}:/${rest}/`]];
  });
  return { ...Object.fromEntries(folders), ...imports };
}
