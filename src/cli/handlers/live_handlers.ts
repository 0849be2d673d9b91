import type { FastAgiServer } from "../../server/server.ts";
import { FileWatch } from "./file_watch.ts";
import { type HandlerFiles, type HandlerWrapper, loadHandlers, setHandlers } from "./handlers.ts";
import type { LoadedHandler } from "./load_handler.ts";
import { type HandlerTable, loadedHandlers } from "./route_table.ts";
import type { Log } from "../log/logging.ts";
import { isMissingHandler } from "./missing_handler.ts";
import { HandlerLoader } from "./module_reload.ts";
import { type ReloadResult, Reloads, type ReloadSignal } from "./reloads.ts";

/** Options of {@linkcode LiveHandlers.load}. */
export interface LoadOptions {
  /** Whether to reload them when their files change. */
  watch: boolean;
  /** Whether to begin without handlers if a file that exists fails to load. It needs `watch`. */
  patient?: boolean;
}

/** Options of {@linkcode LiveHandlers.follow}. */
export interface FollowOptions {
  signal: ReloadSignal;
  log: Log;
  /** Called before each reload. */
  onStart?: () => void;
  /** Called with the result of each reload, and with the error of one that failed. */
  onReload?: (result: ReloadResult, error?: unknown) => void;
}

const NO_HANDLERS: HandlerTable = { routes: [], fallback: undefined };

/**
 * The handlers of this process's server, reloaded on SIGHUP or when their files change. Calls in
 * progress keep the handlers that they started with.
 */
export class LiveHandlers implements Disposable {
  /** Why no handlers are loaded; `undefined` if they are. */
  readonly problem: unknown;
  #loader: HandlerLoader;
  #table: HandlerTable;
  #watch: FileWatch | undefined;
  #reloads: Reloads | undefined;
  #server: FastAgiServer | undefined;
  #wrapper: HandlerWrapper | undefined;

  private constructor(
    loader: HandlerLoader,
    { table, watch, problem }: { table: HandlerTable; watch?: FileWatch; problem?: unknown },
  ) {
    this.#loader = loader;
    this.#table = table;
    this.#watch = watch;
    this.problem = problem;
  }

  /**
   * Loads all handlers.
   *
   * @throws {Error} If one fails to load, and it does not wait for a change.
   */
  static async load(
    files: HandlerFiles,
    { watch: isWatched, patient = false }: LoadOptions,
  ): Promise<LiveHandlers> {
    if (!isWatched) {
      return new LiveHandlers(new HandlerLoader(files), { table: await loadHandlers(files) });
    }
    const watch = new FileWatch();
    const loader = new HandlerLoader(files, watch);
    try {
      return new LiveHandlers(loader, { table: await loader.reload(), watch });
    } catch (problem) {
      // The name is probably wrong, and no change of the file will come.
      if (patient && !isMissingHandler(problem)) {
        return new LiveHandlers(loader, { table: NO_HANDLERS, watch, problem });
      }
      watch[Symbol.dispose]();
      throw problem;
    }
  }

  /** Starts to reload on SIGHUP and on changes. */
  follow({ signal, log, onStart, onReload }: FollowOptions): void {
    const reloads = new Reloads({ run: () => this.#reload(), log, onStart, onResult: onReload });
    this.#reloads = reloads;
    signal.follow(() => reloads.request());
    this.#watch?.start(() => reloads.request());
  }

  /** Gives a server the handlers, now and after each reload. */
  serveBy(server: FastAgiServer, wrapper?: HandlerWrapper): void {
    this.#server = server;
    this.#wrapper = wrapper;
    setHandlers(server, this.#table, wrapper);
  }

  /** The handlers for calls from now on, in the order in which their patterns are tried. */
  get loaded(): readonly LoadedHandler[] {
    return loadedHandlers(this.#table);
  }

  /** Stops reloading. SIGHUP is ignored from then on: it must not end the process. */
  [Symbol.dispose](): void {
    this.#reloads?.stop();
    this.#watch?.[Symbol.dispose]();
  }

  async #reload(): Promise<void> {
    this.#table = await this.#loader.reload();
    if (this.#server !== undefined) setHandlers(this.#server, this.#table, this.#wrapper);
  }
}
