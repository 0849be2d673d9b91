import { dirname, join, relative } from "node:path";

/** What says how the sources of a project are read. */
const CONFIGURATION = ["deno.json", "deno.lock", "offline", "page"];

/** A copy of the sources of a project, to be changed before they are bundled. */
export class ProjectCopy implements AsyncDisposable {
  /** Its folder. */
  readonly path: string;
  #root: string;

  private constructor(root: string, path: string) {
    this.#root = root;
    this.path = path;
  }

  /** Makes a copy that has these files. */
  static async of(root: string, files: readonly string[]): Promise<ProjectCopy> {
    const copy = new ProjectCopy(root, await Deno.makeTempDir({ prefix: "tipring-bundle-" }));
    for (const name of CONFIGURATION) await Deno.symlink(join(root, name), join(copy.path, name));
    for (const file of files) await copy.write(file, await Deno.readTextFile(file));
    return copy;
  }

  /** Writes a file at the place that it has in the project. Returns its path. */
  async write(file: string, text: string): Promise<string> {
    const path = join(this.path, relative(this.#root, file));
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
    return path;
  }

  /** Removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
