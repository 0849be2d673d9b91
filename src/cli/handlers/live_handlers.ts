import type { FastAgiServer } from "../../server/server.ts";
import type { CallTracer } from "../../tracing/mod.ts";
import { type HandlerFiles, type HandlerTable, loadHandlers, setHandlers } from "./handlers.ts";
import type { Log } from "../log/logging.ts";
import { FileWatch } from "./file_watch.ts";
import { HandlerLoader } from "./handler_loader.ts";
import type { ReloadSignal } from "./reload_signal.ts";
import { type ReloadResult, Reloads } from "./reloads.ts";

/** Options of {@linkcode LiveHandlers.follow}. */
export interface FollowOptions {
  signal: ReloadSignal;
  log: Log;
  /** Told how each reload went. */
  onReload?: (result: ReloadResult) => void;
}

/**
 * The handlers of the server of this process, which are loaded anew at SIGHUP, or when their files
 * change. Calls in progress keep those that they have.
 */
export class LiveHandlers implements Disposable {
  #loader: HandlerLoader;
  #table: HandlerTable;
  #watch: FileWatch | undefined;
  #reloads: Reloads | undefined;
  #server: FastAgiServer | undefined;
  #tracer: CallTracer | undefined;

  private constructor(loader: HandlerLoader, table: HandlerTable, watch: FileWatch | undefined) {
    this.#loader = loader;
    this.#table = table;
    this.#watch = watch;
  }

  /**
   * Loads them, and all or nothing.
   *
   * @param watch Whether they are loaded anew when their files change.
   * @throws {Error} If one cannot be loaded.
   */
  static async load(files: HandlerFiles, watch: boolean): Promise<LiveHandlers> {
    if (!watch) {
      return new LiveHandlers(new HandlerLoader(files), await loadHandlers(files), undefined);
    }
    const fileWatch = new FileWatch();
    const loader = new HandlerLoader(files, (path) => fileWatch.add(path));
    try {
      return new LiveHandlers(loader, await loader.reload(), fileWatch);
    } catch (error) {
      fileWatch[Symbol.dispose]();
      throw error;
    }
  }

  /** Begins to follow SIGHUP and changes. */
  follow({ signal, log, onReload }: FollowOptions): void {
    const reloads = new Reloads({ run: () => this.#reload(), log, onResult: onReload });
    this.#reloads = reloads;
    signal.follow(() => reloads.request());
    this.#watch?.start(() => reloads.request());
  }

  /** Gives a server the handlers, now and each time that they are loaded anew. */
  serveBy(server: FastAgiServer, tracer?: CallTracer): void {
    this.#server = server;
    this.#tracer = tracer;
    setHandlers(server, this.#table, tracer);
  }

  /** Follows no more changes. SIGHUP stays without effect: it must not end the process. */
  [Symbol.dispose](): void {
    this.#reloads?.stop();
    this.#watch?.[Symbol.dispose]();
  }

  async #reload(): Promise<void> {
    this.#table = await this.#loader.reload();
    if (this.#server !== undefined) setHandlers(this.#server, this.#table, this.#tracer);
  }
}
