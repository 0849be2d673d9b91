/** How long changes are collected, in milliseconds: an editor makes several of one. */
const DELAY = 100;

/** Watches files for changes. An editor may write a new file in the place of the old one. */
export class FileWatch implements Disposable {
  #onChange: (() => void) | undefined;
  #files = new Set<string>();
  #folders = new Map<string, Deno.FsWatcher>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to tell of changes: once of all that come within a short time. */
  start(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** Watches one more file, by its absolute path. It need not be there yet, but its folder. */
  add(path: string): void {
    this.#files.add(path);
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    if (this.#folders.has(folder)) return;
    try {
      const watcher = Deno.watchFs(folder, { recursive: false });
      this.#folders.set(folder, watcher);
      this.#follow(watcher);
    } catch (error) {
      // Without a folder there is no file: the import of it fails, and tells so.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Watches no more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some((path) => this.#files.has(path))) continue;
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#onChange?.();
      }, DELAY);
    }
  }
}
