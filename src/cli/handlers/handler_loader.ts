import { within } from "../../transport/within.ts";
import { type HandlerFiles, type HandlerTable, loadHandlers } from "./handlers.ts";
import { loadImportsAnew } from "./fresh_modules.ts";

/** How long the files may take to be loaded anew, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Loads handler files, and what they import of local files, as often as they change. No module is
 * ever forgotten, so each time costs some memory.
 */
export class HandlerLoader {
  #files: HandlerFiles;
  #onFile: (path: string) => void;
  #generation = 0;

  /** `onFile` is told the path of each file that {@linkcode reload} loads. */
  constructor(files: HandlerFiles, onFile: (path: string) => void = () => {}) {
    this.#files = files;
    this.#onFile = onFile;
  }

  /**
   * Loads all files as they are now.
   *
   * @throws {Error} If one cannot be loaded, or it takes too long.
   */
  async reload(): Promise<HandlerTable> {
    if (this.#generation === 0) await loadImportsAnew(this.#onFile);
    const table = await within(loadHandlers(this.#files, ++this.#generation), TIMEOUT);
    if (table !== undefined) return table;
    throw new Error(`Cannot load the handlers: they are not there after ${TIMEOUT / 1000} seconds`);
  }
}
