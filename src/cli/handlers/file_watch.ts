import { absolutePath } from "./absolute_path.ts";
import { isHandlerName } from "./handler_folder.ts";
import type { LoaderWatch } from "./module_reload.ts";

/** How long changes are collected, in milliseconds: an editor causes several per save. */
const DELAY = 100;

/**
 * Watches files for changes, including their replacement by a new file as editors do it, and folders
 * for new handlers.
 */
export class FileWatch implements LoaderWatch, Disposable {
  #onChange: (() => void) | undefined;
  #files = new Set<string>();
  /** Folders of handlers. */
  #served = new Set<string>();
  #watchers = new Map<string, Deno.FsWatcher>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts to report changes: once for all that come within a short time. */
  start(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** Watches one more file, by its absolute path. It need not exist yet, but its folder must. */
  add(path: string): void {
    this.#files.add(path);
    this.#watch(folderOf(path));
  }

  /** Watches a folder for handler files and folders that come and go. */
  addFolder(path: string): void {
    const folder = absolutePath(path);
    this.#served.add(folder);
    this.#watch(folder);
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = Deno.watchFs(folder, { recursive: false });
      this.#watchers.set(folder, watcher);
      this.#follow(watcher);
    } catch (error) {
      // Without a folder there is no file: its import fails and reports that.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some((path) => this.#matters(path, kind))) continue;
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#onChange?.();
      }, DELAY);
    }
  }

  #matters(path: string, kind: Deno.FsEvent["kind"]): boolean {
    if (this.#files.has(path)) return true;
    if (kind === "modify" || !this.#served.has(folderOf(path))) return isServed(path, this.#served);
    // A folder of the same name may come later: it is not the one that is watched.
    const gone = this.#served.delete(path);
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
    return gone || isServed(path, this.#served) || isHandlerFolder(path);
  }
}

/** Whether it is a handler file of a folder, also one that could not be loaded so far. */
function isServed(path: string, folders: ReadonlySet<string>): boolean {
  return folders.has(folderOf(path)) && isHandlerName(path.slice(path.lastIndexOf("/") + 1));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function isHandlerFolder(path: string): boolean {
  try {
    return !/\/[._][^/]*$/.test(path) && Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
