import type { LiveHandlers } from "../handlers/live_handlers.ts";
import { CallIntake } from "./board/call_intake.ts";
import { handlerInfos } from "./watch/handler_infos.ts";
import { OpenConsole, type OpenConsoleOptions } from "./open_console.ts";
import { ServerWatch } from "./watch/server_watch.ts";

/** Options of {@linkcode LocalConsole}. */
export interface LocalConsoleOptions extends Omit<OpenConsoleOptions, "handlers" | "workers"> {
  handlers: LiveHandlers;
}

/** The console of a server that takes calls in this process. */
export class LocalConsole implements AsyncDisposable {
  /** The page. */
  readonly page: OpenConsole;
  /** What watches the server. */
  readonly server: ServerWatch;

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free, or the folder of sounds is not one.
   */
  constructor({ handlers, ...options }: LocalConsoleOptions) {
    this.page = new OpenConsole({ ...options, handlers: () => handlerInfos(handlers.loaded) });
    const intake = new CallIntake(this.page.board);
    this.server = new ServerWatch({
      maskDigits: options.maskDigits,
      // They never leave the process, and most recordings are never looked at.
      maskBytes: false,
      files: () => handlers.loaded.map(({ path }) => path),
      source: options.phone !== undefined,
      log: options.log,
      send: (report) => intake.take(report),
    });
  }

  /** Stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.server[Symbol.dispose]();
    await this.page[Symbol.asyncDispose]();
  }
}
