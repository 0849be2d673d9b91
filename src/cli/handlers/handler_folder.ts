/** Maximum number of entries of a folder and its subfolders: more is not a folder of handlers. */
const MOST_ENTRIES = 10_000;

/** How many folders are looked into, one in the other. */
const DEEPEST = 16;

/** A handler file in a folder. */
export interface FolderFile {
  /** Its path: that of the folder as it was named, and the rest. */
  readonly file: string;
  /** Where it is in the folder, without its extension: `menu/main`. */
  readonly name: string;
}

/** Whether a file of this name in a folder is a handler. */
export function isHandlerName(name: string): boolean {
  return /\.m?[jt]s$/.test(name) && !/(\.d|[._]test)\.m?[jt]s$/.test(name) && !isPrivate(name);
}

/**
 * Finds the handler files in a folder and in the folders in it, sorted by path: all TypeScript and
 * JavaScript apart from tests, declarations, packages, and what has a name that begins with `_` or
 * `.`. It follows links to files in the folder.
 *
 * @param onFolder Called with the path of each folder before it is read.
 * @throws {Error} If a folder cannot be read, has too many entries, or has a link that leads out of it.
 */
export async function handlerFolder(
  folder: string,
  onFolder: (path: string) => void = () => {},
): Promise<readonly FolderFile[]> {
  const root = folder.replace(/(?<=.)\/+$/, "");
  const files = await new FolderReader(root, await Deno.realPath(root), onFolder).read();
  if (files.length > 0) return files;
  throw new Error(
    `Cannot serve ${folder}: it has no handler file (such as menu.ts; names that begin with _ ` +
      "or . and tests do not count)",
  );
}

class FolderReader {
  #root: string;
  #realRoot: string;
  #onFolder: (path: string) => void;
  #entries = 0;
  #files: FolderFile[] = [];

  constructor(root: string, realRoot: string, onFolder: (path: string) => void) {
    this.#root = root;
    this.#realRoot = realRoot;
    this.#onFolder = onFolder;
  }

  async read(): Promise<readonly FolderFile[]> {
    await this.#readFolder("", 0);
    return this.#files.sort((one, other) => one.file < other.file ? -1 : 1);
  }

  async #readFolder(inside: string, depth: number): Promise<void> {
    const path = this.#pathOf(inside);
    if (depth > DEEPEST) {
      refuse(this.#root, `it has more than ${DEEPEST} folders, one in the other, at ${path}`);
    }
    this.#onFolder(path);
    for await (const entry of entriesOf(path)) {
      if (++this.#entries > MOST_ENTRIES) {
        refuse(
          this.#root,
          `it has more than ${MOST_ENTRIES} entries (is it a folder of handlers?)`,
        );
      }
      const { name } = entry;
      if (isPrivate(name) || name === "node_modules") continue;
      const next = inside === "" ? name : `${inside}/${name}`;
      if (/\p{Cc}/u.test(name)) {
        refuse(this.#root, `${JSON.stringify(next)} has a control character in its name`);
      }
      if (entry.isDirectory) await this.#readFolder(next, depth + 1);
      else if (entry.isSymlink) await this.#readLink(next);
      else if (entry.isFile) this.#add(next);
    }
  }

  async #readLink(inside: string): Promise<void> {
    const path = this.#pathOf(inside);
    const real = await Deno.realPath(path).catch((error) => {
      refuse(path, `it is a link that cannot be followed: ${whyOf(error)}`);
    });
    const { isDirectory, isFile } = await Deno.stat(real);
    if (!isDirectory && !isHandlerName(inside.slice(inside.lastIndexOf("/") + 1))) return;
    if (isDirectory) refuse(path, "it is a link to a folder (name that folder as well)");
    if (!real.startsWith(this.#realRoot.replace(/\/?$/, "/"))) {
      refuse(path, `it is a link to ${real}, outside ${this.#root} (name that file as well)`);
    }
    if (isFile) this.#add(inside);
  }

  #add(inside: string): void {
    if (!isHandlerName(inside.slice(inside.lastIndexOf("/") + 1))) return;
    const name = inside.replace(/\.m?[jt]s$/, "");
    this.#files.push({ file: this.#pathOf(inside), name });
  }

  #pathOf(inside: string): string {
    return inside === "" ? this.#root : `${this.#root.replace(/\/$/, "")}/${inside}`;
  }
}

async function* entriesOf(path: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(path);
  } catch (error) {
    refuse(path, `it cannot be read: ${whyOf(error)}`);
  }
}

function isPrivate(name: string): boolean {
  return /^[._]/.test(name);
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}

function refuse(what: string, why: string): never {
  throw new Error(`Cannot serve ${what}: ${why}`);
}
