import { handlerInfos } from "../console/watch/handler_infos.ts";
import { ServerWatch } from "../console/watch/server_watch.ts";
import type { LoadedHandler } from "../handlers/load_handler.ts";
import type { Log } from "../log/logging.ts";
import { JsonLines } from "./json_lines.ts";
import { ReportSender } from "./report_sender.ts";

/** Options of {@linkcode WorkerConsole.join}. */
export interface WorkerConsoleOptions {
  /** The path of the socket on which the supervisor takes reports. */
  socket: string;
  maskDigits: boolean;
  handlers: readonly LoadedHandler[];
  log: Log;
}

/** A worker's side of the console: it reports its calls on a connection of its own. */
export class WorkerConsole implements AsyncDisposable {
  /** What watches the server. */
  readonly server: ServerWatch;
  #sender: ReportSender;

  private constructor(conn: Deno.Conn, { maskDigits, handlers, log }: WorkerConsoleOptions) {
    const sender = new ReportSender(new JsonLines(conn));
    this.#sender = sender;
    this.server = new ServerWatch({
      maskDigits,
      maskBytes: true,
      files: () => handlers.map(({ path }) => path),
      source: false,
      log,
      send: (report) => sender.send(report),
    });
    sender.send({ type: "handlers", handlers: handlerInfos(handlers) });
  }

  /** Connects to the supervisor. */
  static async join(options: WorkerConsoleOptions): Promise<WorkerConsole> {
    const conn = await Deno.connect({ transport: "unix", path: options.socket });
    return new WorkerConsole(conn, options);
  }

  /** Sends the last reports, and disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.server[Symbol.dispose]();
    await this.#sender[Symbol.asyncDispose]();
  }
}
