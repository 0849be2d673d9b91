/** What a copy of the library needs to run its tests. */
const FOLDERS = ["src", "tests", "offline", "page"] as const;
const FILES = ["cli.ts", "deno.json", "deno.lock", "mod.ts"] as const;

/** The end of a program. */
export interface Run {
  /** Whether it succeeded. */
  readonly success: boolean;
  /** Whether it was killed because it did not end in time. */
  readonly hung: boolean;
  /** What it printed. */
  readonly text: string;
}

/** A copy of the library in a temporary folder, which can be broken without harm. */
export class LibraryCopy implements AsyncDisposable {
  #root: URL;

  private constructor(root: URL) {
    this.#root = root;
  }

  /** Copies the library. */
  static async make(): Promise<LibraryCopy> {
    const folder = await Deno.makeTempDir({ prefix: "mutation-" });
    const copy = new URL(`file://${folder}/`);
    const original = new URL("../../", import.meta.url);
    for (const name of FOLDERS) await copyFolder(original, copy, name);
    for (const name of FILES) await Deno.copyFile(new URL(name, original), new URL(name, copy));
    return new LibraryCopy(copy);
  }

  /** Reads a file of the library. */
  read(file: string): Promise<string> {
    return Deno.readTextFile(new URL(file, this.#root));
  }

  /** Replaces a file while `body` runs. */
  async replacing<T>(file: string, text: string, body: () => Promise<T>): Promise<T> {
    const original = await this.read(file);
    await Deno.writeTextFile(new URL(file, this.#root), text);
    try {
      return await body();
    } finally {
      await Deno.writeTextFile(new URL(file, this.#root), original);
    }
  }

  /** Runs deno in the copy, for at most `timeout` milliseconds. */
  async run(args: readonly string[], timeout: number): Promise<Run> {
    const signal = AbortSignal.timeout(timeout);
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: [...args],
      cwd: this.#root,
      env: { NO_COLOR: "1" },
      signal,
    }).output();
    const decoder = new TextDecoder();
    const text = decoder.decode(stdout) + decoder.decode(stderr);
    return { success, hung: signal.aborted, text };
  }

  /** Removes the copy. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}

async function copyFolder(from: URL, to: URL, path: string): Promise<void> {
  await Deno.mkdir(new URL(path, to), { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, from))) {
    const inner = `${path}/${name}`;
    if (isDirectory) await copyFolder(from, to, inner);
    else await Deno.copyFile(new URL(inner, from), new URL(inner, to));
  }
}
