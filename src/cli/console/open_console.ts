import config from "../../../deno.json" with { type: "json" };
import type { FastAgiServer } from "../../server/server.ts";
import type { Observer } from "../../events.ts";
import type { FastAgiServerOptions } from "../../server/options.ts";
import type { HandlerWrapper } from "../handlers/handlers.ts";
import type { LiveHandlers } from "../handlers/live_handlers.ts";
import type { ReloadResult } from "../handlers/reloads.ts";
import type { Log } from "../log/logging.ts";
import type { ListenAddress } from "../options/kinds.ts";
import { CallBoard } from "./call_board.ts";
import type { CallRecord } from "./call_record.ts";
import { ConsoleServer } from "./console_server.ts";
import { FailureReader } from "./failure_reader.ts";
import { HandlerLog } from "./handler_log.ts";
import type { DialRequest, HandlerInfo, Overview, ReloadInfo } from "./messages.ts";
import { Phone } from "./phone.ts";
import { SoundStore } from "./sound_store.ts";

/** What `tipring dev` adds to the console: the softphone. */
export interface PhoneSettings {
  /** A folder of sound files. */
  readonly sounds: string | undefined;
  /** AstDB at the start, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
  /** What the form begins with. */
  readonly dial: Pick<DialRequest, "callerId" | "callerName" | "variables">;
}

/** Options of {@linkcode OpenConsole.open}. */
export interface OpenConsoleOptions {
  address: ListenAddress;
  maskDigits: boolean;
  phone: PhoneSettings | undefined;
  handlers: LiveHandlers;
  log: Log;
}

/** The console of a server, from before it listens to its end. */
export class OpenConsole implements AsyncDisposable {
  #server: FastAgiServer | undefined;
  #board: CallBoard;
  #handlers: LiveHandlers;
  #options: OpenConsoleOptions;
  #http: ConsoleServer;
  #since = Date.now();
  #reload: ReloadInfo | undefined;
  #log: HandlerLog | undefined;

  private constructor(options: OpenConsoleOptions) {
    const { address, maskDigits, handlers, log, phone } = options;
    this.#options = options;
    this.#handlers = handlers;
    const failures = new FailureReader({
      files: () => handlers.loaded.map(({ path }) => path),
      source: phone !== undefined,
    });
    this.#board = new CallBoard({ maskDigits, failures });
    const { callerId = "", callerName = "", variables = [] } = phone?.dial ?? {};
    this.#http = new ConsoleServer({
      address,
      log,
      board: this.#board,
      overview: () => this.#overview(),
      phone: phone && this.#phone(phone),
      handlerOf: (record) => this.#fileOf(record),
      settings: {
        dial: {
          target: this.#infos()[0]?.route ?? "/",
          callerId,
          callerName,
          extension: "s",
          args: [],
          variables,
          database: Object.entries(phone?.database ?? {}).map(([key, value]) => `${key}=${value}`),
          applications: [],
        },
      },
    });
  }

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free, or the folder of sounds is not one.
   */
  static open(options: OpenConsoleOptions): OpenConsole {
    return new OpenConsole(options);
  }

  /** Shows a server that listens, and prints or logs the address to open. */
  begin(server: FastAgiServer): void {
    this.#server = server;
    const { url } = this.#http;
    if (this.#options.phone === undefined) this.#options.log("info", "console", { url });
    else console.log(`Open ${url}`);
  }

  /** Takes the events of the server. */
  get watch(): Observer {
    return this.#board.watch;
  }

  /** Records each connection. */
  get tap(): NonNullable<FastAgiServerOptions["tap"]> {
    return this.#board.tap;
  }

  /**
   * Wraps handlers to report what they print, if it does not become an event anyway. `inner` wraps
   * them first.
   */
  wrapping(inner: HandlerWrapper & { readonly capturesConsole: boolean }): HandlerWrapper {
    if (inner.capturesConsole) return inner;
    return this.#log = new HandlerLog(
      (call, level, text) => this.#board.log(call, level, text),
      inner,
    );
  }

  /** Reports a reload of the handlers. */
  reloaded(result: ReloadResult, error: unknown): void {
    const why = error instanceof Error ? error.message : `${error}`;
    const times = (this.#reload?.times ?? 0) + 1;
    this.#reload = { at: Date.now(), error: result === "ok" ? undefined : why, times };
    const text = result === "ok"
      ? "handlers reloaded; this call keeps the previous ones"
      : "reload failed, keeping the previous handlers";
    for (const record of this.#board.records) {
      if (record.phone && record.end === undefined) this.#board.add(record, { kind: "note", text });
    }
    this.#board.changed();
  }

  /** Stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#log?.[Symbol.dispose]();
    await this.#http[Symbol.asyncDispose]();
  }

  #phone({ sounds, database }: PhoneSettings): Phone {
    return new Phone({
      board: this.#board,
      sounds: SoundStore.open(sounds),
      database,
      addr: () => {
        if (this.#server === undefined) throw new Error("The server does not listen yet");
        return this.#server.addr;
      },
    });
  }

  #overview(): Overview {
    const board = this.#board;
    return {
      phone: this.#options.phone !== undefined,
      masked: this.#options.maskDigits,
      address: board.address,
      version: config.version,
      since: this.#since,
      inProgress: board.inProgress,
      notShown: board.notShown,
      ended: board.ended,
      routes: board.routes,
      latency: board.latency.latency,
      refused: board.refused,
      rejected: board.rejected,
      acceptErrors: board.acceptErrors,
      reload: this.#reload,
      draining: board.draining,
      handlers: this.#infos(),
    };
  }

  #infos(): HandlerInfo[] {
    return this.#handlers.loaded.map(({ route, path }) => ({
      route: `${route}`,
      file: path.slice(path.lastIndexOf("/") + 1),
    }));
  }

  /** How a test in the folder of a handler imports it. */
  #fileOf({ route }: CallRecord): string | undefined {
    const { path } = this.#handlers.loaded.find((loaded) => `${loaded.route}` === route) ?? {};
    return path && `./${path.slice(path.lastIndexOf("/") + 1)}`;
  }
}
