/** A folder with the sounds of a language: `en`, `de_AT`, `en_GB_f_Alice`. */
const LANGUAGE = /^[a-z]{2,3}(_[A-Za-z0-9]+)*$/;

/** Knows which sound files exist in some folders, in any format and language. */
export class SoundFiles {
  #folders: readonly string[];
  #names = new Map<string, ReadonlySet<string>>();

  /**
   * Finds the languages in the folders.
   *
   * @throws {Error} If a folder cannot be read.
   */
  constructor(folders: readonly string[]) {
    this.#folders = folders.flatMap((folder) => [folder, ...languagesOf(folder)]);
  }

  /** Whether there is a file of this name. An absolute name is not one of these folders. */
  has(name: string): boolean {
    if (name.startsWith("/")) return true;
    return this.#folders.some((folder) => this.#namesIn(folder, name).has(lastPart(name)));
  }

  /** The names of the files where this one would be, unless that is outside. */
  near(name: string): readonly string[] {
    if (/(^|\/)\.\.\//.test(name)) return [];
    const parent = name.slice(0, name.length - lastPart(name).length);
    return this.#folders.flatMap((folder) => [...this.#namesIn(folder, name)])
      .map((last) => parent + last);
  }

  #namesIn(folder: string, name: string): ReadonlySet<string> {
    const path = `${folder}/${name.slice(0, name.length - lastPart(name).length)}`;
    let names = this.#names.get(path);
    if (names === undefined) {
      names = namesIn(path);
      this.#names.set(path, names);
    }
    return names;
  }
}

function languagesOf(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ name }) => LANGUAGE.test(name))
      .map(({ name }) => `${folder}/${name}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`--sounds ${folder} cannot be read: ${why}`, { cause });
  }
}

/** The names of the files in a folder, without their extensions. */
function namesIn(path: string): ReadonlySet<string> {
  try {
    const files = [...Deno.readDirSync(path)].filter(({ isDirectory }) => !isDirectory);
    return new Set(files.map(({ name }) => name.replace(/\.[^.]+$/, "")));
  } catch {
    return new Set(); // There is no such folder.
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
