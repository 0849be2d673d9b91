import { handlerFolder } from "./handler_folder.ts";
import { loadHandler, type LoadHandlerOptions, patternOf } from "./load_handler.ts";
import type { Route } from "./route_table.ts";

/** Options of {@linkcode folderRoutes}. */
export interface FolderRoutesOptions extends LoadHandlerOptions {
  /** Called with the path of each folder before it is read. */
  onFolder?: ((path: string) => void) | undefined;
}

/**
 * Loads the handlers in a folder; one that cannot be loaded is an error instead. Each has its place
 * in the folder as path, `menu/main.ts` that of `/menu/main`, or the pattern that it exports. Plain
 * paths come first, so that no pattern hides them.
 *
 * @throws {Error} If the folder cannot be read, or has no handlers.
 */
export async function folderRoutes(
  folder: string,
  { onFolder, ...options }: FolderRoutesOptions,
): Promise<readonly (Route | Error)[]> {
  const plain: (Route | Error)[] = [];
  const patterns: Route[] = [];
  for (const { file, name } of await handlerFolder(folder, onFolder)) {
    const pattern = patternOf(name);
    try {
      const loaded = await loadHandler(file, { ...options, pattern });
      (loaded.route === pattern ? plain : patterns).push({ ...loaded, file });
    } catch (error) {
      plain.push(withHint(error));
    }
  }
  return [...plain, ...patterns];
}

function withHint(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`${error}`);
  if (!error.message.startsWith("Cannot use ")) return error;
  return new Error(`${error.message} (the name of a file that is not a handler begins with _)`, {
    cause: error,
  });
}
